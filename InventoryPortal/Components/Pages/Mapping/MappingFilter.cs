using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Components.Pages.Mapping;

/// <summary>Which listings are mapped now; the address is its only home.</summary>
/// <param name="Channel">The channel's key; null takes the first.</param>
/// <param name="State">How they stand; null for all.</param>
/// <param name="Search">Beginning of the channel's SKU.</param>
/// <param name="Page">From 1.</param>
/// <param name="Mode">By which rule they get their quantity.</param>
/// <param name="Need">What a person has to do about them.</param>
public sealed record MappingFilter(string? Channel, LinkState? State, string? Search, int Page, ListingMode? Mode = null, ListingNeed? Need = null)
{
    public const string Path = "/mapping";
    public const int PageSize = 50;

    private const int MaxPage = 1_000_000;

    public static MappingFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        return new MappingFilter(query.Text("channel"), query.Word<LinkState>("state"), query.Text("search"), query.Number("page", 1, 1, MaxPage),
            query.Word<ListingMode>("mode"), query.Word<ListingNeed>("need"));
    }

    /// <summary>The mapping of one channel.</summary>
    public static string AddressOf(string channel) => new MappingFilter(channel, null, null, 1).ToUri();

    /// <summary>The worklist of one channel.</summary>
    public static string AddressOf(string channel, LinkState? state, ListingNeed? need = null) => new MappingFilter(channel, state, null, 1, Need: need).ToUri();

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(
        Path, ("channel", Channel), ("state", UriState.Word(State)), ("search", Search), ("mode", UriState.Word(Mode)), ("need", UriState.Word(Need)), ("page", UriState.Page(Page)));

    /// <summary>What the stage is asked for; null without a channel.</summary>
    public ListingSearch? ToSearch() => Channel is null ? null : new ListingSearch(Channel, State, Search, Mode, Need);
}
