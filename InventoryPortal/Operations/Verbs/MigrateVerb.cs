using InventoryPortal.Persistence;

namespace InventoryPortal.Operations.Verbs;

/// <summary>Brings the schema up to date before a portal starts, for whoever wants to see that happen apart.</summary>
public sealed class MigrateVerb(DatabaseFile file, SchemaQueries schema, DatabaseStartup startup) : IVerb
{
    /// <inheritdoc />
    public string Name => VerbTable.Migrate;

    /// <inheritdoc />
    public async Task<VerbEnd> RunAsync(VerbCall call, VerbConsole console, CancellationToken cancellationToken) =>
        await PrepareAsync(file, schema, startup, console, cancellationToken);

    /// <summary>Migrates what is pending; a portal that runs on the file would find its tables changed under it, and is not overtaken.</summary>
    internal static async Task<VerbEnd> PrepareAsync(
        DatabaseFile file, SchemaQueries schema, DatabaseStartup startup, VerbConsole console, CancellationToken cancellationToken)
    {
        var before = await schema.ReadAsync(cancellationToken);
        if (before.Pending.Count > 0 && !file.TryTakeAlone())
        {
            await console.Error.WriteLineAsync("A portal or another command is at this database: stop it first.");
            return VerbEnd.Failed;
        }
        await startup.PrepareAsync(cancellationToken);
        foreach (var migration in before.Pending)
        {
            await console.Out.WriteLineAsync($"Applied {migration}");
        }
        await console.Out.WriteLineAsync($"The schema is up to date: {(before.Pending.Count == 0 ? before.Applied : before.Pending)[^1]}");
        return VerbEnd.Done;
    }
}
