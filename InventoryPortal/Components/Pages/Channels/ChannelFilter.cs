using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Components.Pages.Channels;

/// <summary>Which listings of a channel are shown; the address is its only home.</summary>
public sealed record ChannelFilter(string Path, LinkState? State, string? Search, int Page)
{
    public const int PageSize = 50;

    private const int MaxPage = 1_000_000;

    public static ChannelFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        return new ChannelFilter(uri.AbsolutePath, query.Word<LinkState>("state"), query.Text("search"), query.Number("page", 1, 1, MaxPage));
    }

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(Path, ("state", UriState.Word(State)), ("search", Search), ("page", UriState.Page(Page)));
}
