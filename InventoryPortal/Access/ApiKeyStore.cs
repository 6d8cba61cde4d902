using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Access;

/// <summary>What a new key shall be.</summary>
/// <param name="Name">For people, 1 to 100 characters.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Channels">Channel keys it is limited to; null for all.</param>
/// <param name="ExpiresAt">UTC; null for never.</param>
public sealed record NewApiKey(string Name, Role Role, IReadOnlyCollection<string>? Channels = null, DateTimeOffset? ExpiresAt = null);

/// <summary>A key just made: the only time its text is known.</summary>
public sealed record IssuedApiKey(long Id, string Name, string Key);

/// <summary>Issues and revokes keys for scripts. Only hashes are kept.</summary>
public sealed class ApiKeyStore(CommandGate gate, CommitSignals signals, TimeProvider clock)
{
    private const int MaxName = 100;

    /// <summary>Makes a key; its text is in the answer and nowhere else afterwards.</summary>
    public async Task<CommandAnswer<IssuedApiKey>> CreateAsync(CommandContext context, NewApiKey wanted, CancellationToken cancellationToken)
    {
        if (Validate(wanted) is { } refusal)
        {
            return refusal;
        }
        var key = ApiKeySecrets.Create();
        var answer = await gate.RunAsync<IssuedApiKey>(
            context,
            new Deed(Permissions.PeopleManage, wanted.Name),
            async (db, note, token) =>
            {
                var row = Row(key, wanted.Name, wanted.Role, clock.GetUtcNow());
                row.Channels = ChannelScope.Write(wanted.Channels);
                row.ExpiresAt = wanted.ExpiresAt;
                db.ApiKeys.Add(row);
                await db.SaveChangesAsync(token);
                note.Changed(null, new { row.Id, row.Name, row.Role, row.Channels, row.ExpiresAt });
                return new IssuedApiKey(row.Id, row.Name, key);
            },
            cancellationToken);
        return Tell(answer);
    }

    /// <summary>Ends a key; a second time does nothing.</summary>
    public async Task<CommandAnswer<ApiKeySummary>> RevokeAsync(CommandContext context, long id, CancellationToken cancellationToken)
    {
        var answer = await gate.RunAsync<ApiKeySummary>(
            context,
            new Deed(Permissions.PeopleManage, $"API key {id}"),
            async (db, note, token) =>
            {
                if (await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == id, token) is not { } row)
                {
                    return Refusal.NotFound("The API key");
                }
                row.RevokedAt ??= clock.GetUtcNow();
                note.Changed(null, new { row.Name, row.RevokedAt });
                return ApiKeySummary.Of(row);
            },
            cancellationToken);
        return Tell(answer);
    }

    /// <summary>The row of a key.</summary>
    internal static ApiKeyRow Row(string key, string name, Role role, DateTimeOffset now) => new()
    {
        Name = name,
        Hash = ApiKeySecrets.Hash(key),
        Hint = ApiKeySecrets.Hint(key),
        Role = role,
        CreatedAt = now,
    };

    private Refusal? Validate(NewApiKey wanted)
    {
        if (string.IsNullOrWhiteSpace(wanted.Name) || wanted.Name.Length > MaxName)
        {
            return Refusal.Field("name", $"A name of 1 to {MaxName} characters is needed.");
        }
        return ChannelScope.Check(wanted.Channels)
            ?? (wanted.ExpiresAt <= clock.GetUtcNow() ? Refusal.Field("expiresAt", "The instant of expiry has passed.") : null);
    }

    private CommandAnswer<T> Tell<T>(CommandAnswer<T> answer)
    {
        if (answer is CommandAnswer<T>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Access));
        }
        return answer;
    }
}
