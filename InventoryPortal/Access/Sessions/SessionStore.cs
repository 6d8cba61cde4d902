using System.Collections.Concurrent;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Access.Sessions;

/// <summary>
/// Ends sessions, and keeps when each was last seen. An ended one is refused at its next request and command; its circuits and hub
/// connections end within a minute.
/// </summary>
public sealed class SessionStore(PortalDatabase database, CommandGate gate, CommitSignals signals, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);

    /// <summary>Ends one session: one's own by anybody, another's by who manages people. A second time does nothing. Refusals: <c>forbidden</c>, <c>not_found</c>.</summary>
    public async Task<CommandAnswer<int>> EndAsync(CommandContext context, string sessionId, CancellationToken cancellationToken)
    {
        var owner = await database.ReadAsync(
            (db, token) => db.Sessions.Where(s => s.Id == sessionId).Select(s => s.UserId).SingleOrDefaultAsync(token), cancellationToken);
        return owner is null
            ? Refusal.NotFound("The session")
            : await EndAsync(context, owner, (db, at) => Open(db, owner).Where(s => s.Id == sessionId), cancellationToken);
    }

    /// <summary>Ends every session of a person but the one that the command came from. Refusals: <c>forbidden</c>.</summary>
    public Task<CommandAnswer<int>> EndOthersAsync(CommandContext context, string userId, CancellationToken cancellationToken)
    {
        var mine = context.Caller.SessionId;
        return EndAsync(context, userId, (db, _) => Open(db, userId).Where(s => s.Id != mine), cancellationToken);
    }

    /// <summary>Ends everybody's sessions, and says in the activity why; answers how many.</summary>
    public async Task<int> EndAllAsync(string why, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await database.WriteAsync(
            async (db, token) =>
            {
                var ended = await db.Sessions.Where(s => s.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now), token);
                CommandGate.Record(db, CommandContext.System, new Deed(Permissions.PeopleManage, "sessions"), new ActivityNote { After = $"{why}: {ended} sessions ended" }, allowed: true, now);
                return ended;
            },
            cancellationToken);
    }

    /// <summary>Ends the session of whoever signs out.</summary>
    public async Task LeaveAsync(Caller? caller, CancellationToken cancellationToken)
    {
        if (caller?.SessionId is { } id)
        {
            var now = clock.GetUtcNow();
            await database.WriteAsync(
                (db, token) => db.Sessions.Where(s => s.Id == id && s.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now), token), cancellationToken);
            signals.Publish(CommitNote.Of(CommitTopics.Access));
        }
    }

    /// <summary>Marks a session as seen now. Never waits: marks are written together.</summary>
    internal void Mark(string sessionId) => _seen[sessionId] = clock.GetUtcNow();

    /// <summary>Writes what was marked since the last time; one transaction. What could not be written is written next time.</summary>
    internal async Task WriteSeenAsync(CancellationToken cancellationToken)
    {
        var marks = _seen.ToArray();
        if (marks.Length == 0)
        {
            return;
        }
        await database.WriteAsync(
            async (db, token) =>
            {
                foreach (var (id, at) in marks)
                {
                    await db.Sessions.Where(s => s.Id == id && s.LastSeenAt < at).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, at), token);
                }
            },
            cancellationToken);
        foreach (var mark in marks)
        {
            // A mark that came meanwhile is another value and stays.
            _seen.TryRemove(mark);
        }
    }

    private static IQueryable<SessionRow> Open(PortalDbContext db, string userId) => db.Sessions.Where(s => s.UserId == userId && s.EndedAt == null);

    private async Task<CommandAnswer<int>> EndAsync(
        CommandContext context, string userId, Func<PortalDbContext, DateTimeOffset, IQueryable<SessionRow>> which, CancellationToken cancellationToken)
    {
        var isOwn = context.Caller.Actor is { Kind: ActorKind.User } actor && actor.Id == userId;
        var answer = await gate.RunAsync<int>(
            context,
            new Deed(isOwn ? Permissions.AccountSecure : Permissions.PeopleManage, "sessions"),
            async (db, note, token) =>
            {
                var now = clock.GetUtcNow();
                var ended = await which(db, now).ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now), token);
                var whose = await db.Users.Where(u => u.Id == userId).Select(u => u.Email).SingleOrDefaultAsync(token);
                note.After = $"{ended} sessions of {whose} ended";
                return ended;
            },
            cancellationToken);
        if (answer is CommandAnswer<int>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Access));
        }
        return answer;
    }
}
