"""The hub that models come from where they are not on this machine: asked once whether it is there.

Its client asks again and again for a minute and a half, of each of a model's files. How often is a
setting of the whole process, which is others' as well; so the hub is asked before it.
"""

from index.errors import EncoderUnavailable
from index.weights import DEFAULT_ENCODER

_PATIENCE_SECONDS = 5.0


def check_hub(name: str) -> None:
    """Make sure that the model hub answers when it is asked for a model, whatever it says of it.

    Raises:
        EncoderUnavailable: It cannot be reached, or may not be asked.
    """
    from httpx2 import TransportError  # noqa: PLC0415 - few models come from the hub
    from huggingface_hub import HfApi  # noqa: PLC0415
    from huggingface_hub.errors import (  # noqa: PLC0415
        HfHubHTTPError,
        HFValidationError,
        OfflineModeIsEnabled,
    )

    try:
        HfApi().model_info(name, timeout=_PATIENCE_SECONDS)
    except (HfHubHTTPError, HFValidationError):
        return  # what is wrong with the name is told when the model is loaded
    except (OfflineModeIsEnabled, TransportError) as error:
        offline = isinstance(error, OfflineModeIsEnabled)
        reason = "may not be asked (HF_HUB_OFFLINE is set)" if offline else "cannot be reached"
        raise EncoderUnavailable(
            f"The encoder {name!r} is not on this machine, and the model hub {reason}; give the "
            "folder of a model that was downloaded elsewhere, try again with a network, or leave "
            f"--encoder out for {DEFAULT_ENCODER}."
        ) from error
