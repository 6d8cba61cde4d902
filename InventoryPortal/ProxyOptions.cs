using InventoryPortal.Channels.Http;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace InventoryPortal;

/// <summary>Section <c>Portal</c>: who stands in front.</summary>
public sealed class ProxyOptions
{
    public const string Section = "Portal";

    /// <summary>Addresses and networks (CIDR) of reverse proxies whose <c>X-Forwarded-*</c> headers are believed; empty believes nobody.</summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>Adds entries written as one text, separated by commas.</summary>
    internal void AddList(string? text)
    {
        foreach (var entry in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            TrustedProxies.Add(entry);
        }
    }

    internal IReadOnlyList<IPNetwork> Networks() =>
        [.. Entries().Select(e => OutboundOptions.TryParse(e, out var network) ? network : throw new FormatException(e))];

    internal IEnumerable<string> Entries() => TrustedProxies.Where(e => !string.IsNullOrWhiteSpace(e));
}

/// <summary>Names every entry that is neither address nor network.</summary>
internal sealed class ProxyOptionsValidation : IValidateOptions<ProxyOptions>
{
    public ValidateOptionsResult Validate(string? name, ProxyOptions options)
    {
        var faults = options.Entries()
            .Where(e => !OutboundOptions.TryParse(e, out _))
            .Select(e => $"Portal:TrustedProxies holds \"{e}\": each entry must be an IP address or a network in CIDR form, such as 10.0.0.0/8.")
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
