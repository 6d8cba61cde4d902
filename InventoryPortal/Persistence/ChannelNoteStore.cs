using System.Globalization;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Persistence;

/// <summary>Keeps adapters' notes beside the poll positions: like these they say how far something at the channel has come.</summary>
internal sealed class ChannelNoteStore(PortalDatabase database, TimeProvider clock) : IChannelNotes
{
    /// <inheritdoc />
    public Task<string?> ReadAsync(long channelId, string name, CancellationToken cancellationToken)
    {
        var key = KeyOf(channelId, name);
        return database.ReadAsync((db, token) => db.Cursors.Where(c => c.Name == key).Select(c => c.Value).SingleOrDefaultAsync(token), cancellationToken);
    }

    /// <inheritdoc />
    public Task ChangeAsync(long channelId, string name, Func<string?, string?> change, CancellationToken cancellationToken)
    {
        var key = KeyOf(channelId, name);
        return database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Cursors.AsTracking().SingleOrDefaultAsync(c => c.Name == key, token);
                var text = change(row?.Value);
                if (text?.Length > IChannelNotes.MaxText)
                {
                    throw new ArgumentException($"The note {key} has more than {IChannelNotes.MaxText} characters.", nameof(change));
                }
                if (text is null)
                {
                    db.Cursors.RemoveRange(row is null ? [] : [row]);
                    return;
                }
                if (row is null)
                {
                    db.Cursors.Add(row = new CursorRow { Name = key, Value = text });
                }
                (row.Value, row.UpdatedAt) = (text, clock.GetUtcNow());
            },
            cancellationToken);
    }

    private static string KeyOf(long channelId, string name) => string.Create(CultureInfo.InvariantCulture, $"note:{channelId}:{name}");
}
