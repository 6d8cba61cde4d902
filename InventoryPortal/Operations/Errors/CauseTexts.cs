using System.Globalization;
using System.Resources;
using InventoryPortal.Domain.Monitoring;

namespace InventoryPortal.Operations.Errors;

/// <summary>What the catalogue of causes says of an entry: a plain sentence and its remedy, in English and Chinese.</summary>
public static class CauseTexts
{
    /// <summary>Name of the resource; its sentences also stand in alerts.</summary>
    public const string Resource = "InventoryPortal.Resources.Operations.Errors.CauseTexts";

    private static readonly ResourceManager Texts = new(Resource, typeof(CauseTexts).Assembly);

    /// <summary>What is the matter.</summary>
    /// <param name="culture">Null for the present one.</param>
    public static string Title(string code, CultureInfo? culture = null) => Text("Title_", code, culture);

    /// <summary>What to do about it.</summary>
    /// <param name="culture">Null for the present one.</param>
    public static string Remedy(string code, CultureInfo? culture = null) => Text("Remedy_", code, culture);

    private static string Text(string prefix, string code, CultureInfo? culture) =>
        Texts.GetString(prefix + CauseCatalogue.Of(code).Code, culture ?? CultureInfo.CurrentUICulture) ?? throw new MissingManifestResourceException(prefix + code);
}
