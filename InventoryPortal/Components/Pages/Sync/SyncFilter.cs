using System.Globalization;
using InventoryPortal.Components.Shared;
using InventoryPortal.Dispatch;
using InventoryPortal.Operations.Jobs;

namespace InventoryPortal.Components.Pages.Sync;

/// <summary>What the monitor shows below the lanes: calls, what is on its way, or jobs.</summary>
public enum SyncView { Attempts, Work, Jobs }

/// <summary>What the monitor shows; the address is its only home.</summary>
/// <param name="View">Calls, work or jobs.</param>
/// <param name="Query">As the person wrote it; null for all.</param>
/// <param name="Before">Calls older than this id; null starts at the newest.</param>
/// <param name="Page">Of work and jobs, from 1.</param>
public sealed record SyncFilter(SyncView View, string? Query = null, long? Before = null, int Page = 1)
{
    public const string Path = "/sync";
    public const int PageSize = 25;

    public const string TroubleWord = "is:trouble";
    public const string FailedWord = "state:failed";

    private const int MaxPage = 1_000_000;

    /// <summary>Characters of a cause that a link carries.</summary>
    private const int CauseLength = 120;

    /// <summary>What the query means in this view.</summary>
    public SyncQuery Asks => SyncQuery.Parse(Query, View);

    /// <summary>Whether it shows the newest there is.</summary>
    public bool IsNewest => Before is null && Page == 1;

    public static SyncFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        return new SyncFilter(
            query.Word<SyncView>("view") ?? SyncView.Attempts,
            // Longer than other values may be: a query that is cut or dropped would show the wrong things.
            Joined(
                query.TryGetValue("q", out var asked) ? asked.ToString().Trim() : null,
                query.Text("channel") is { } channel ? QueryWord.Write("channel", channel) : null,
                query.Text("show") == "trouble" ? TroubleWord : null),
            long.TryParse(query.Text("before"), out var before) && before > 0 ? before : null,
            query.Number("page", 1, 1, MaxPage));
    }

    /// <summary>The address of calls.</summary>
    public static string CallsOf(string query) => new SyncFilter(SyncView.Attempts, query).ToUri();

    /// <summary>The address of jobs.</summary>
    public static string JobsOf(string query) => new SyncFilter(SyncView.Jobs, query).ToUri();

    /// <summary>The address of what is on its way to a channel, or to all.</summary>
    public static string WorkOf(string? channel, string query) =>
        new SyncFilter(SyncView.Work, Joined(channel is null ? null : QueryWord.Write("channel", channel), query)).ToUri();

    /// <summary>The address of what failed for one reason: by how the reason begins, as far as a query can say it.</summary>
    public static string CauseOf(string channel, string cause)
    {
        var beginning = Cut(cause.Split('"')[0]).TrimEnd();
        return WorkOf(channel, beginning.Length == 0 ? FailedWord : $"{FailedWord} {QueryWord.Write("cause", beginning)}");
    }

    /// <summary>The same view with another query.</summary>
    public SyncFilter Asking(string? query) => new(View, string.IsNullOrWhiteSpace(query) ? null : query.Trim());

    /// <summary>The same query as far as another view understands it.</summary>
    public SyncFilter In(SyncView view) => new(view, Asks.Channel is { } channel ? QueryWord.Write("channel", channel) : null);

    /// <summary>The same, for the stage.</summary>
    public AttemptSelection ToCalls(DateTimeOffset now) =>
        new(Asks.Channel, Before, Asks.IsTrouble, Asks.Verdict, Asks.Code, Asks.Since?.Resolve(now), Asks.Until?.Resolve(now), Asks.Text);

    /// <inheritdoc cref="ToCalls"/>
    public JobSelection ToJobs(DateTimeOffset now) =>
        new(Asks.Status, Asks.Channel, Asks.Kind, null, Asks.Since?.Resolve(now), Asks.Until?.Resolve(now), Asks.Text);

    /// <inheritdoc cref="ToCalls"/>
    public WorkSelection ToWork() => new(Asks.Channel, Asks.State, Asks.Cause ?? Asks.Text, Asks.Sku);

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(
        Path,
        ("view", View == SyncView.Attempts ? null : UriState.Word<SyncView>(View)),
        ("q", Query),
        ("before", Before?.ToString(CultureInfo.InvariantCulture)),
        ("page", UriState.Page(Page)));

    // A cut word could end within a pair of surrogates.
    private static string Cut(string cause) =>
        cause.Length <= CauseLength ? cause : cause[..(char.IsHighSurrogate(cause[CauseLength - 1]) ? CauseLength - 1 : CauseLength)];

    private static string? Joined(params ReadOnlySpan<string?> parts)
    {
        var words = new List<string>();
        foreach (var part in parts)
        {
            if (!string.IsNullOrEmpty(part))
            {
                words.Add(part);
            }
        }
        return words.Count == 0 ? null : string.Join(' ', words);
    }
}
