using InventoryPortal.Access;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Catalog;

/// <summary>How a listing's mapping and rules change. Pure on the row.</summary>
internal static class ListingRules
{
    /// <summary>What is wrong with an edit, or null.</summary>
    public static Refusal? Check(ListingEdit edit, ListingRow row)
    {
        var errors = new FieldErrors();
        CheckNumber(errors, "weight", edit.Weight, AllocationInput.MaxWeight, nullable: true);
        CheckNumber(errors, "min", edit.Min, Quantities.Max, nullable: false);
        CheckNumber(errors, "max", edit.Max, Quantities.Max, nullable: true);
        CheckNumber(errors, "buffer", edit.Buffer, Quantities.Max, nullable: false);
        CheckNumber(errors, "fixedQuantity", edit.FixedQuantity, Quantities.Max, nullable: false);
        if (edit.Mode is { IsSet: true, Value: null })
        {
            errors.Add("mode", "One of these is expected: split, shared, fixed, off.");
        }
        if (edit.SyncEnabled is { IsSet: true, Value: null })
        {
            errors.Add("syncEnabled", "True or false is expected.");
        }
        if (PairedId.KeeperOf(row.ExternalId, row.StockState) is { } keeper)
        {
            CheckPooled(errors, edit, keeper);
        }
        if (edit.Max.Or(row.Max) is { } max && max < edit.Min.Or(row.Min))
        {
            errors.Add(edit.Max.IsSet ? "max" : "min", "The maximum must not be below the minimum.");
        }
        return errors.Refusal;
    }

    /// <summary>Applies the rules of a checked edit.</summary>
    public static void Apply(ListingEdit edit, ListingRow row)
    {
        row.Weight = edit.Weight.Or(row.Weight);
        row.Mode = edit.Mode.Or(row.Mode)!.Value;
        row.Min = edit.Min.Or(row.Min)!.Value;
        row.Max = edit.Max.Or(row.Max);
        row.Buffer = edit.Buffer.Or(row.Buffer)!.Value;
        row.FixedQuantity = edit.FixedQuantity.Or(row.FixedQuantity)!.Value;
        row.SyncEnabled = edit.SyncEnabled.Or(row.SyncEnabled)!.Value;
    }

    /// <summary>Gives the listing a product; its first quantity waits for a person where the channel's policy says so.</summary>
    public static void Link(ListingRow row, long productId, ChannelRow channel)
    {
        row.ProductId = productId;
        row.LinkState = LinkState.Linked;
        row.AwaitsApproval = channel.FirstLink == FirstLinkPolicy.Observe;
        (row.IsDead, row.Attempts, row.LastError, row.IsDrifted) = (false, 0, null, false);
    }

    /// <summary>Takes the product away; the channel's number is left as it is.</summary>
    public static void Unlink(ListingRow row)
    {
        row.ProductId = null;
        row.LinkState = LinkState.Unlinked;
        (row.Desired, row.DueAt, row.AwaitsApproval) = (null, null, false);

        // What the channel shows from now on is its own affair; a later link starts from what is seen then.
        row.Observed = row.Shown;
        (row.Confirmed, row.ConfirmedAt, row.ToldSinceConfirm, row.UnseenCredit) = (null, null, 0, 0);
        (row.IsDead, row.Attempts, row.LastError, row.IsDrifted) = (false, 0, null, false);
    }

    // A second writer of one quantity would undo the first.
    private static void CheckPooled(FieldErrors errors, ListingEdit edit, string keeper)
    {
        if (edit.Sku is { IsSet: true, Value: not null })
        {
            errors.Add("sku", $"Its stock is kept at {keeper}: link that listing, and this one follows.");
        }
        if (edit.SyncEnabled is { IsSet: true, Value: true })
        {
            errors.Add("syncEnabled", $"Its stock is kept at {keeper}, which is written in its place.");
        }
    }

    private static void CheckNumber(FieldErrors errors, string field, Change<int?> change, int max, bool nullable)
    {
        if (change.IsSet && (change.Value is < 0 || change.Value > max || (change.Value is null && !nullable)))
        {
            errors.Add(field, $"A whole number from 0 to {max} is expected.");
        }
    }
}
