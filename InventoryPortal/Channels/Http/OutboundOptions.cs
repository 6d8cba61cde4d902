using System.Net;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Channels.Http;

/// <summary>Where the portal may connect to, from the configuration section <c>Outbound</c>.</summary>
public sealed class OutboundOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Outbound";

    /// <summary>
    /// Networks in CIDR form (<c>127.0.0.0/8</c>, <c>fd00::/8</c>) that may be reached although they are not public,
    /// and reached over plain http. Empty: public addresses over https only.
    /// </summary>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>Adds entries written as one text, separated by commas: an environment variable cannot hold a list.</summary>
    internal void AddList(string? text)
    {
        foreach (var entry in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            AllowedNetworks.Add(entry);
        }
    }

    /// <summary>Reads one entry; a bare address stands for itself alone.</summary>
    internal static bool TryParse(string? text, out IPNetwork network)
    {
        var trimmed = text?.Trim() ?? "";
        if (IPAddress.TryParse(trimmed, out var single) && (trimmed.Contains(':') || trimmed.Count(c => c == '.') == 3))
        {
            network = new IPNetwork(single, single.GetAddressBytes().Length * 8);
            return true;
        }
        return IPNetwork.TryParse(trimmed, out network);
    }

    internal IReadOnlyList<IPNetwork> Networks() =>
        [.. AllowedNetworks.Where(t => !string.IsNullOrWhiteSpace(t)).Select(t => TryParse(t, out var n) ? n : throw new FormatException(t))];
}

/// <summary>Refuses to start with an entry that is not a network, naming every bad entry at once.</summary>
internal sealed class OutboundOptionsValidation : IValidateOptions<OutboundOptions>
{
    public ValidateOptionsResult Validate(string? name, OutboundOptions options)
    {
        var errors = options.AllowedNetworks
            .Select((text, index) => (text, index))
            .Where(e => !string.IsNullOrWhiteSpace(e.text) && !OutboundOptions.TryParse(e.text, out _))
            .Select(e => $"{OutboundOptions.Section}:{nameof(OutboundOptions.AllowedNetworks)}:{e.index} is \"{e.text}\": a network in CIDR form is required, such as 127.0.0.0/8.")
            .ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
