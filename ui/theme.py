"""The page's colours and type; its style sheets build on the variables that this sets."""

import gradio as gr


def make_theme() -> gr.themes.Base:
    """Return the theme, light and dark."""
    return gr.themes.Base(
        font=(gr.themes.LocalFont("IBM Plex Sans", weights=(400, 700)), "system-ui", "sans-serif"),
        font_mono=("ui-monospace", "monospace"),
    ).set(
        body_background_fill="#faf9f7",
        body_background_fill_dark="#15171a",
        body_text_color="#1c1f23",
        body_text_color_dark="#e9e7e2",
        body_text_color_subdued="#5c6269",
        body_text_color_subdued_dark="#a4a9af",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1d2024",
        background_fill_secondary="#f3f1ec",
        background_fill_secondary_dark="#111316",
        border_color_primary="#e5e2dc",
        border_color_primary_dark="#32363b",
        color_accent="#0e5a6b",
        color_accent_soft="#e2eff1",
        color_accent_soft_dark="#1b363d",
        link_text_color="#0e5a6b",
        link_text_color_dark="#86cbd9",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1d2024",
        button_primary_background_fill="#0e5a6b",
        button_primary_background_fill_hover="#0a4857",
        button_primary_background_fill_dark="#86cbd9",
        button_primary_background_fill_hover_dark="#a4dae5",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#0d2329",
    )
