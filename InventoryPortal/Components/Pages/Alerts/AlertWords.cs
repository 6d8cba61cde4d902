using System.Globalization;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Alerts;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Alerts;

/// <summary>Lends the words of the pages to what is sent.</summary>
internal sealed class AlertWords(IStringLocalizer<AlertsPage> text) : IAlertWords
{
    /// <inheritdoc />
    public string Kind(AlertKind kind, CultureInfo culture) => In(culture, () => text["Kind" + kind]);

    /// <inheritdoc />
    public string Sentence(string sentence, CultureInfo culture) => In(culture, () => StageText.Of(sentence)!);

    // Resources follow the culture of the flow; nothing is awaited in between.
    private static string In(CultureInfo culture, Func<string> read)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = culture;
            return read();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
