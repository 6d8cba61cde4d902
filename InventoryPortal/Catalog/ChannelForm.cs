using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Catalog;

/// <summary>What a channel's adapter says of its settings and credentials, as a refusal.</summary>
internal static class ChannelForm
{
    /// <summary>What is wrong with the form, or null.</summary>
    public static Refusal? Check(
        AdapterSet adapters, ChannelKind kind, IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials)
    {
        if (adapters.Get(kind) is not { } adapter)
        {
            return KindUnavailable(kind);
        }
        var faults = adapter.Validate(settings, credentials);
        return faults.Count == 0 ? null : Refusal.Fields(faults.ToDictionary(f => f.Key, f => new[] { f.Value }, StringComparer.Ordinal));
    }

    /// <summary>No adapter reaches this kind yet.</summary>
    public static Refusal KindUnavailable(ChannelKind kind) =>
        new(RefusalKind.Unprocessable, "channel_kind_unavailable", $"This portal cannot reach channels of the kind {kind} yet.");
}
