using InventoryPortal.Access;
using InventoryPortal.Access.Factors;
using Xunit;

namespace InventoryPortal.Tests.Access.Factors;

public sealed class RecoveryCodesTests
{
    [Fact]
    public void A_set_of_the_first_version_which_does_not_say_its_rounds_still_opens()
    {
        var (codes, kept) = RecoveryCodes.Make(AccessFeature.HashRounds);
        var prefix = $"{AccessFeature.HashRounds}$";
        Assert.StartsWith(prefix, kept, StringComparison.Ordinal);

        var rest = RecoveryCodes.Spend(kept[prefix.Length..], codes[3]);

        Assert.NotNull(rest);
        Assert.Equal(RecoveryCodes.Count - 1, RecoveryCodes.Left(rest));
        Assert.Null(RecoveryCodes.Spend(rest, codes[3]));
    }

    [Fact]
    public void A_set_is_read_by_the_rounds_that_it_was_made_with()
    {
        var (codes, kept) = RecoveryCodes.Make(3);

        Assert.NotNull(RecoveryCodes.Spend(kept, codes[0].ToLowerInvariant()));
        Assert.Null(RecoveryCodes.Spend(kept.Replace("3$", "4$", StringComparison.Ordinal), codes[0]));
    }
}
