using System.Text.Json;
using System.Text.Json.Serialization;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>A feed that may not have ended.</summary>
/// <param name="Id">Amazon's; or, beginning with <see cref="Nameless"/>, our own for one of which no answer told whether it was taken.</param>
/// <param name="At">When it was sent, in seconds.</param>
/// <param name="IsOurs">Whether it is surely ours, and may be called off.</param>
internal sealed record AmazonOpenFeed(string Id, long At, bool IsOurs)
{
    private const char Nameless = '?';

    /// <summary>Longest id of a feed that can be noted; Amazon's have about twelve digits.</summary>
    public const int MaxId = 40;

    [JsonIgnore]
    public bool IsNameless => Id[0] == Nameless;

    public static AmazonOpenFeed New(DateTimeOffset now) => new(Nameless + Guid.NewGuid().ToString("N"), now.ToUnixTimeSeconds(), true);
}

/// <summary>
/// Which feeds may still write listings, kept past a restart: noted before a feed is sent, named when Amazon has named it, crossed out
/// when it has ended. A crash in between leaves a note too many, never one too few.
/// </summary>
internal sealed class AmazonFeedNotes(IChannelNotes notes)
{
    /// <summary>Feeds open at once: more than Amazon's budget lets out while one is worked on.</summary>
    private const int Most = 8;

    /// <summary>Feeds noted: as many as a note holds. What would not fit leaves the note as it is, so that nothing is passed over.</summary>
    private const int MostNoted = 11;

    private const string Name = "amazon.feeds";

    public async Task<IReadOnlyList<AmazonOpenFeed>> ReadAsync(AmazonSeller seller, CancellationToken cancellationToken) =>
        Parse(await notes.ReadAsync(seller.Channel.ChannelId, Name, cancellationToken));

    /// <summary>Whether there was room for it.</summary>
    public async Task<bool> TryAddAsync(AmazonSeller seller, AmazonOpenFeed feed, CancellationToken cancellationToken)
    {
        var hasRoom = false;
        await ChangeAsync(
            seller,
            open =>
            {
                hasRoom = open.Count < Most;
                return hasRoom ? [.. open, feed] : open;
            },
            cancellationToken);
        return hasRoom;
    }

    /// <summary>Puts others in a feed's place: its name, those that it may be, or none.</summary>
    public Task ReplaceAsync(AmazonSeller seller, string id, IReadOnlyList<AmazonOpenFeed> others, CancellationToken cancellationToken) => ChangeAsync(
        seller,
        open =>
        {
            List<AmazonOpenFeed> next = [.. open.Where(f => f.Id != id), .. others.Where(o => open.All(f => f.Id != o.Id))];
            return next.Count > MostNoted ? open : next;
        },
        cancellationToken);

    private Task ChangeAsync(AmazonSeller seller, Func<IReadOnlyList<AmazonOpenFeed>, IReadOnlyList<AmazonOpenFeed>> change, CancellationToken cancellationToken) => notes.ChangeAsync(
        seller.Channel.ChannelId, Name, text => change(Parse(text)) is { Count: > 0 } open ? JsonSerializer.Serialize(open) : null, cancellationToken);

    private static List<AmazonOpenFeed> Parse(string? text) => text is null ? [] : JsonSerializer.Deserialize<List<AmazonOpenFeed>>(text) ?? [];
}
