namespace InventoryPortal.Domain.Values;

/// <summary>Which page of a list is wanted.</summary>
/// <param name="Page">From 1.</param>
/// <param name="PageSize">Items a page, 1 to <see cref="MaxPageSize"/>.</param>
public sealed record PageRequest(int Page = 1, int PageSize = PageRequest.DefaultPageSize)
{
    public const int DefaultPageSize = 50;

    /// <summary>Items that one answer carries at most: about a quarter of a megabyte of products.</summary>
    public const int MaxPageSize = 500;

    /// <summary>Furthest page: with the largest page size its offset still fits an <see cref="int"/>.</summary>
    public const int MaxPage = 4_000_000;

    /// <summary>Items before the page.</summary>
    public int Offset => (Page - 1) * PageSize;

    /// <summary>The page that was asked for, with what was found.</summary>
    public Paged<T> With<T>(IReadOnlyList<T> items, int total) => new(items, Page, PageSize, total);

    /// <summary>Whether both members are within their bounds.</summary>
    public bool IsValid => Page is >= 1 and <= MaxPage && PageSize is >= 1 and <= MaxPageSize;
}

/// <summary>One page of a list, in the shape of the HTTP contract.</summary>
/// <param name="Items">At most <paramref name="PageSize"/>.</param>
/// <param name="Page">From 1.</param>
/// <param name="PageSize">As asked.</param>
/// <param name="Total">Items on all pages together.</param>
public sealed record Paged<T>(IReadOnlyList<T> Items, int Page, int PageSize, int Total);
