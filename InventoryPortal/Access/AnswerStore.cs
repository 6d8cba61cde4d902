using InventoryPortal.Persistence;

namespace InventoryPortal.Access;

/// <summary>
/// Remembered answers of commands that take more than one transaction. Every part of such a command is safe to repeat, so a
/// crash before the answer is remembered costs the repeat its work and nothing else.
/// </summary>
public sealed class AnswerStore(PortalDatabase database, TimeProvider clock)
{
    /// <summary>The first answer under this key, a refusal when the key was used with another body, or null when it is new.</summary>
    public Task<CommandAnswer<T>?> FindAsync<T>(IdempotentRequest? request, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => CommandGate.FindAnswerAsync<T>(db, request, token), cancellationToken);

    /// <summary>Remembers <paramref name="value"/>, unless a twin was quicker: then its answer counts.</summary>
    public async Task<CommandAnswer<T>> RememberAsync<T>(IdempotentRequest? request, T value, CancellationToken cancellationToken)
        where T : notnull
    {
        if (request is null)
        {
            return value;
        }
        return await database.WriteAsync(
            async (db, token) =>
            {
                if (await CommandGate.FindAnswerAsync<T>(db, request, token) is { } before)
                {
                    return before;
                }
                CommandGate.Remember(db, request, request.RenderValue(value), clock.GetUtcNow());
                return (CommandAnswer<T>)value;
            },
            cancellationToken);
    }
}
