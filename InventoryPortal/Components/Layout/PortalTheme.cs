using MudBlazor;

namespace InventoryPortal.Components.Layout;

/// <summary>Colours and type of the whole portal. System fonts only; text colours meet WCAG AA on their background in both palettes.</summary>
public static class PortalTheme
{
    private static readonly string[] Fonts =
    [
        "system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif",
    ];

    /// <summary>What counts unless the document says otherwise.</summary>
    public static readonly MudTheme Light = Theme(":root");

    /// <summary>What counts where the document's <c>data-theme</c> is dark.</summary>
    public static readonly MudTheme Dark = Theme(":root[data-theme=dark]");

    private static MudTheme Theme(string scope) => new()
    {
        PaletteLight = LightPalette(),
        PaletteDark = DarkPalette(),
        Typography = Type(),
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", DrawerWidthLeft = "224px", AppbarHeight = "56px" },
        PseudoCss = new PseudoCss { Scope = scope },
    };

    private static PaletteLight LightPalette() => new()
    {
        Primary = "#1f5f7a",
        Secondary = "#5a5f8c",
        Tertiary = "#3f7d5c",
        Info = "#1f6391",
        Success = "#24704a",
        Warning = "#8f5a00",
        Error = "#b3261e",
        Background = "#f5f7f8",
        BackgroundGray = "#eceff1",
        Surface = "#ffffff",
        AppbarBackground = "#ffffff",
        AppbarText = "#1d2a33",
        DrawerBackground = "#f5f7f8",
        DrawerText = "#33434e",
        DrawerIcon = "#526674",
        TextPrimary = "#1d2a33",
        TextSecondary = "#526270",
        TextDisabled = "#7a8792",
        ActionDefault = "#526270",
        LinesDefault = "#dde3e7",
        LinesInputs = "#8b99a4",
        TableLines = "#e3e8eb",
        Divider = "#dde3e7",
        HoverOpacity = 0.05,
    };

    private static PaletteDark DarkPalette() => new()
    {
        Primary = "#7cc1de",
        PrimaryContrastText = "#06222e",
        Secondary = "#b4b8e6",
        SecondaryContrastText = "#1b1e3d",
        Tertiary = "#8fcfae",
        Info = "#86bfe8",
        InfoContrastText = "#06222e",
        Success = "#7fcb9f",
        SuccessContrastText = "#06281a",
        Warning = "#e6b565",
        WarningContrastText = "#2b1c00",
        Error = "#f2958c",
        ErrorContrastText = "#3b0906",
        Background = "#11171b",
        BackgroundGray = "#182026",
        Surface = "#192127",
        AppbarBackground = "#192127",
        AppbarText = "#e3eaee",
        DrawerBackground = "#11171b",
        DrawerText = "#c6d1d8",
        DrawerIcon = "#93a5b1",
        TextPrimary = "#e3eaee",
        TextSecondary = "#a3b1bb",
        TextDisabled = "#74838d",
        ActionDefault = "#a3b1bb",
        LinesDefault = "#2b363d",
        LinesInputs = "#74838d",
        TableLines = "#283239",
        Divider = "#2b363d",
        HoverOpacity = 0.08,
    };

    private static Typography Type() => new()
    {
        Default = new DefaultTypography { FontFamily = Fonts, FontSize = "0.9375rem", LineHeight = "1.5", LetterSpacing = "normal" },
        H1 = new H1Typography { FontSize = "1.5rem", FontWeight = "600", LineHeight = "1.3", LetterSpacing = "-0.01em" },
        H2 = new H2Typography { FontSize = "1.125rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "normal" },
        H3 = new H3Typography { FontSize = "1rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "normal" },
        H6 = new H6Typography { FontSize = "1.125rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "normal" },
        Body1 = new Body1Typography { FontSize = "0.9375rem", LetterSpacing = "normal" },
        Body2 = new Body2Typography { FontSize = "0.875rem", LetterSpacing = "normal" },
        Button = new ButtonTypography { FontSize = "0.875rem", FontWeight = "600", TextTransform = "none", LetterSpacing = "normal" },
        Caption = new CaptionTypography { FontSize = "0.8125rem", LetterSpacing = "normal" },
    };
}
