using System.Text.Json;
using InventoryPortal.Persistence;

namespace InventoryPortal.Nodes;

/// <summary>What one node tells the others: the notes of its last commits, or that it is there.</summary>
/// <param name="Version">Of this shape: nodes of two versions run side by side during an upgrade.</param>
/// <param name="Node">Who tells it; nobody heeds his own.</param>
/// <param name="Sequence">Counts a node's messages, so that a lost one is missed.</param>
/// <param name="SentAt">By the sender's clock: an old one is somebody's repetition.</param>
/// <param name="Counts">Its commits so far by subject, those of the notes among them.</param>
/// <param name="Notes">Of commits; none in a sign of life.</param>
internal sealed record NodeMessage(
    int Version, string Node, long Sequence, DateTimeOffset SentAt, IReadOnlyList<long> Counts, IReadOnlyList<CommitNote> Notes)
{
    public const int Now = 2;

    /// <summary>Bytes of one message; what is longer is not sent and not read.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Commits told of in one message.</summary>
    public const int MaxNotes = 256;

    /// <summary>
    /// As long as a node is remembered: while it is, a repetition is known by its number, and afterwards by its age. The nodes' clocks
    /// agree better than that, for the leases in the tables need it.
    /// </summary>
    internal static readonly TimeSpan MaxAge = OtherNodes.GoneAfter;

    /// <summary>Subjects counted: as many as a set of them has bits.</summary>
    private const int MaxTopics = 32;

    /// <summary>Characters of a node's name.</summary>
    private const int MaxName = 64;

    private const string Purpose = "commits";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { MaxDepth = 8, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>As it travels, sealed. What does not fit is told as a gap: the others read the tables.</summary>
    public byte[] Write(ReadOnlyMemory<byte> secret)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(this, Json);
        return NodeSeal.Close(secret, Purpose, bytes.Length <= MaxBytes ? bytes : JsonSerializer.SerializeToUtf8Bytes(this with { Notes = [CommitNote.Lost] }, Json));
    }

    /// <summary>What came; null when it is none of ours: too long, too old, damaged, forged, or of a version that we do not know.</summary>
    public static NodeMessage? Read(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> secret, DateTimeOffset now)
    {
        if (bytes.Length > NodeSeal.Bytes + MaxBytes || NodeSeal.Open(secret, Purpose, bytes) is not { } content)
        {
            return null;
        }
        try
        {
            return JsonSerializer.Deserialize<NodeMessage>(content.Span, Json) is
                { Version: Now, Node.Length: > 0 and <= MaxName, Sequence: > 0, Counts.Count: <= MaxTopics, Notes.Count: <= MaxNotes } message
                && message.Counts.All(c => c >= 0) && (now - message.SentAt).Duration() < MaxAge ? message : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
