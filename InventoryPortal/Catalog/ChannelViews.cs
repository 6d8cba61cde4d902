using System.Text.Json.Serialization;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Catalog;

/// <summary>How a channel is treated when it is linked, when it drifts, and when much would change at once.</summary>
/// <param name="FirstLink">What linking does to the channel's number.</param>
/// <param name="Drift">What is done about a number that no sale explains.</param>
/// <param name="GuardPercent">Share of confirmed listings that a bulk change may zero or swing without a person.</param>
/// <param name="Shadow">Quantities are computed and shown, and never sent. Left out of the contract's answers while it is off.</param>
public sealed record ChannelPolicy(
    FirstLinkPolicy FirstLink, DriftPolicy Drift, int GuardPercent, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Shadow = false);

/// <summary>One channel as pages and the HTTP contract show it; no secret is in it.</summary>
/// <param name="StateReason">Why it is not active; null when it is.</param>
/// <param name="Weight">Of its listings that have none of their own.</param>
/// <param name="CredentialHint">Last four characters of the main secret, where it is long enough.</param>
/// <param name="CountsFrom">Orders placed before never move stock.</param>
/// <param name="Version">Changed by edits.</param>
public sealed record ChannelView(
    string Key,
    ChannelKind Kind,
    string Name,
    ChannelState State,
    string? StateReason,
    int Weight,
    ChannelPolicy Policy,
    IReadOnlyDictionary<string, string> Settings,
    bool HasCredential,
    string? CredentialHint,
    DateTimeOffset CountsFrom,
    DateTimeOffset? LastConfirmedAt,
    DateTimeOffset? LastEventAt,
    long Version)
{
    internal static ChannelView Of(ChannelRow row) => new(
        row.Key,
        row.Kind,
        row.Name,
        row.State,
        row.StateReason,
        row.Weight,
        new ChannelPolicy(row.FirstLink, row.Drift, row.GuardPercent, row.Shadow),
        ChannelSettings.Read(row.SettingsJson),
        row.ProtectedCredentials is not null,
        row.CredentialHint,
        row.CountsFrom,
        row.LastConfirmedAt,
        row.LastEventAt,
        row.Version);
}

/// <summary>Members of a policy that are to change; null stays.</summary>
public sealed record ChannelPolicyEdit(FirstLinkPolicy? FirstLink = null, DriftPolicy? Drift = null, int? GuardPercent = null, bool? Shadow = null);

/// <summary>
/// A channel to be made, or the members of one to be changed. Null members stay (or take their standard). Settings and
/// credentials are merged by name: a name left out stays, one set to null goes.
/// </summary>
/// <param name="Key">Chosen by the caller, for good.</param>
/// <param name="Kind">For good.</param>
public sealed record ChannelInput(
    string? Key = null,
    ChannelKind? Kind = null,
    string? Name = null,
    IReadOnlyDictionary<string, string?>? Settings = null,
    IReadOnlyDictionary<string, string?>? Credentials = null,
    int? Weight = null,
    ChannelPolicyEdit? Policy = null)
{
    /// <summary>Without the secrets: this record is never to be seen in a log with them.</summary>
    public override string ToString() => $"{Kind} {Key}";
}

/// <summary>What a connection test found, check by check.</summary>
public sealed record ConnectionTest(bool Ok, IReadOnlyList<ConnectionCheck> Checks);
