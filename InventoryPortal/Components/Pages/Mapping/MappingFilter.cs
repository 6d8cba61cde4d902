using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Components.Pages.Mapping;

/// <summary>Which listings are mapped now; the address is its only home.</summary>
/// <param name="Channel">The channel's key; null takes the first.</param>
/// <param name="State">How they stand; null for all.</param>
/// <param name="Search">Beginning of the channel's SKU.</param>
/// <param name="Page">From 1.</param>
public sealed record MappingFilter(string? Channel, LinkState? State, string? Search, int Page)
{
    public const string Path = "/mapping";
    public const int PageSize = 50;

    private const int MaxPage = 1_000_000;

    public static MappingFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        return new MappingFilter(query.Text("channel"), query.Word<LinkState>("state"), query.Text("search"), query.Number("page", 1, 1, MaxPage));
    }

    /// <summary>The mapping of one channel.</summary>
    public static string AddressOf(string channel) => new MappingFilter(channel, null, null, 1).ToUri();

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(Path, ("channel", Channel), ("state", UriState.Word(State)), ("search", Search), ("page", UriState.Page(Page)));
}
