using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations;

/// <summary>How one check went.</summary>
public enum ProbeVerdict
{
    Passed,

    /// <summary>The channel works, but not as well as it could.</summary>
    Warned,

    Failed,

    /// <summary>An earlier check made it pointless, or this kind of channel has no such thing.</summary>
    NotTried,
}

/// <summary>One check of a connection.</summary>
/// <param name="Name">address, tls, signIn, permission, webhooks, clock: by it people are told what to do.</param>
/// <param name="Detail">What was seen, in the stage's or the channel's own words; null where the verdict says all.</param>
/// <param name="Seconds">Of the clock: how far the channel's is ahead of ours.</param>
public sealed record ProbeCheck(string Name, ProbeVerdict Verdict, string? Detail = null, int Seconds = 0);

/// <summary>
/// Tries a connection as a person who sets it up needs it: what the channel's own kind tries, then whether it can send its events here,
/// and whether its clock agrees with ours.
/// </summary>
public sealed class ConnectionProbe(ChannelQueries channels, ConnectionLookup connections, AdapterSet adapters, IOptions<PortalOptions> options, TimeProvider clock)
{
    /// <summary>Orders are stamped to the second, and answers take a moment; beyond this orders may be counted on the wrong side of an instant.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(10);

    /// <summary>How long the one read of the clock may take.</summary>
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(20);

    /// <summary>Tries settings and credentials before they are stored. Refusals as of <see cref="ChannelQueries"/>.</summary>
    public async Task<CommandAnswer<IReadOnlyList<ProbeCheck>>> TestAsync(
        Caller caller, ChannelKind kind, IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials, CancellationToken cancellationToken) =>
        await WholeAsync(
            await channels.TestAsync(caller, kind, settings, credentials, cancellationToken), new ChannelConnection(0, "new", kind, settings, credentials), cancellationToken);

    /// <summary>Tries a channel as it is stored.</summary>
    public async Task<CommandAnswer<IReadOnlyList<ProbeCheck>>> TestAsync(Caller caller, string key, CancellationToken cancellationToken)
    {
        var answer = await channels.TestAsync(caller, key, cancellationToken);
        return await WholeAsync(answer, answer is CommandAnswer<ConnectionTest>.Done ? await connections.FindAsync(key, cancellationToken) : null, cancellationToken);
    }

    private async Task<CommandAnswer<IReadOnlyList<ProbeCheck>>> WholeAsync(
        CommandAnswer<ConnectionTest> answer, ChannelConnection? connection, CancellationToken cancellationToken)
    {
        if (answer is CommandAnswer<ConnectionTest>.Refused refused)
        {
            return refused.Refusal;
        }
        var test = ((CommandAnswer<ConnectionTest>.Done)answer).Value;
        var checks = test.Checks.Select(c => new ProbeCheck(c.Name, c.Ok ? ProbeVerdict.Passed : ProbeVerdict.Failed, c.Detail)).ToList();
        if (connection is not null && adapters.Get(connection.Kind) is { } adapter)
        {
            checks.Add(Webhooks(adapter.Traits));
            checks.Add(test.Ok ? await ClockAsync(adapter, connection, cancellationToken) : new ProbeCheck("clock", ProbeVerdict.NotTried));
        }
        return checks;
    }

    private ProbeCheck Webhooks(ChannelTraits traits)
    {
        if (traits.PullEvery is not null)
        {
            return new ProbeCheck("webhooks", ProbeVerdict.NotTried);
        }
        var address = options.Value.PublicUrl;
        return string.IsNullOrWhiteSpace(address) ? new ProbeCheck("webhooks", ProbeVerdict.Warned)
            : new Uri(address) is { Scheme: "http", IsLoopback: false } ? new ProbeCheck("webhooks", ProbeVerdict.Warned, address)
            : new ProbeCheck("webhooks", ProbeVerdict.Passed, address);
    }

    private async Task<ProbeCheck> ClockAsync(IChannelAdapter adapter, ChannelConnection connection, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ReadLimit);
        try
        {
            var page = await adapter.ReadOrdersAsync(connection, new OrderQuery(clock.GetUtcNow(), null), limit.Token);
            return page switch
            {
                { Failure: { } failure } => new ProbeCheck("orders", ProbeVerdict.Failed, failure.Reason),
                { ChannelNow: { } theirs } => Clock(theirs - clock.GetUtcNow()),
                _ => new ProbeCheck("clock", ProbeVerdict.NotTried),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeCheck("clock", ProbeVerdict.NotTried);
        }
    }

    private static ProbeCheck Clock(TimeSpan ahead) =>
        new("clock", ahead.Duration() <= ClockTolerance ? ProbeVerdict.Passed : ProbeVerdict.Warned, Seconds: (int)Math.Round(ahead.TotalSeconds));
}
