using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Mapping;

/// <summary>The one place that says in a sentence what a change of rules would do.</summary>
public static class DifferenceSentence
{
    public static string Of(IStringLocalizer<MappingPage> text, RuleDifference difference) =>
        difference.Products == 0
            ? text["DifferenceNoProducts"]
            : $"{Of(text, difference.Changed, difference.Listings, difference.ToZero)} {text["DifferenceOver", Numbers.Of(difference.Products)]}";

    /// <summary>Of listings counted by whoever shows them.</summary>
    public static string Of(IStringLocalizer<MappingPage> text, int changed, int listings, int toZero) =>
        changed == 0 ? text["DifferenceNothing"]
        : toZero == 0 ? text["DifferenceChanges", Numbers.Of(changed), Numbers.Of(listings)]
        : text["DifferenceZeroes", Numbers.Of(changed), Numbers.Of(listings), Numbers.Of(toZero)];
}
