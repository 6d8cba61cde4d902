using InventoryPortal.Persistence;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Doctor;

/// <summary>Looks at everything that keeps a portal from its work, from the settings outwards; changes nothing.</summary>
public sealed class Checkup(IServiceProvider services, TimeProvider clock)
{
    /// <summary>How long one look may take; the ledger of a million products is read in less.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Everything, in the order in which faults explain each other.</summary>
    public async IAsyncEnumerable<Finding> RunAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var settings = Settings();
        yield return settings;
        if (settings.Health == Health.Fail)
        {
            yield break;
        }
        // Only now: what looks further is made of the settings.
        var database = services.GetRequiredService<DatabaseCheckup>();
        yield return await GuardAsync("folder", token => Task.FromResult(database.Folder()), cancellationToken);
        yield return await GuardAsync("file", token => Task.FromResult(database.Mode()), cancellationToken);
        yield return await GuardAsync("disk", token => Task.FromResult(database.Disk()), cancellationToken);
        var reached = await GuardAsync("database", database.ReachAsync, cancellationToken);
        yield return reached;
        if (reached.Health == Health.Fail)
        {
            yield break;
        }
        yield return await GuardAsync("schema", database.SchemaAsync, cancellationToken);
        if (await services.GetRequiredService<SchemaQueries>().ReadAsync(cancellationToken) is { IsEmpty: true } or { Pending.Count: > 0 })
        {
            yield break;
        }
        foreach (var (subject, look) in WithTables(database))
        {
            yield return await GuardAsync(subject, look, cancellationToken);
        }
        if (await services.GetRequiredService<RedisCheckup>().LookAsync(cancellationToken) is { } redis)
        {
            yield return redis;
        }
        foreach (var finding in await services.GetRequiredService<ChannelCheckup>().ChannelsAsync(cancellationToken))
        {
            yield return finding;
        }
    }

    private IEnumerable<(string Subject, Func<CancellationToken, Task<Finding>> Look)> WithTables(DatabaseCheckup database)
    {
        var secrets = services.GetRequiredService<SecretCheckup>();
        yield return ("clock", database.ClockAsync);
        yield return ("keys", token => Task.FromResult(secrets.Keys()));
        yield return ("credentials", secrets.CredentialsAsync);
        yield return ("ledger", database.LedgerAsync);
        yield return ("public address", services.GetRequiredService<ChannelCheckup>().PublicAddressAsync);
    }

    private Finding Settings()
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return Finding.Ok("settings", "Every setting is valid.");
        }
        catch (Exception e) when (e is OptionsValidationException or AggregateException)
        {
            var failures = e is OptionsValidationException one ? one.Failures : ((AggregateException)e).InnerExceptions.OfType<OptionsValidationException>().SelectMany(o => o.Failures);
            return Finding.Fail("settings", string.Join(' ', failures), "Correct them; the portal does not start with them.");
        }
    }

    private async Task<Finding> GuardAsync(string subject, Func<CancellationToken, Task<Finding>> look, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await look(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Finding.Warn(subject, $"It took longer than {Limit.TotalSeconds:0} s.", "Look again when the machine has less to do.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Finding.Fail(subject, e.GetBaseException().Message, "Mend what the message names.");
        }
    }
}
