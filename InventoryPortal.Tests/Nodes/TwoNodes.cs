using InventoryPortal.LiveFeed;
using InventoryPortal.Nodes;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Nodes;

/// <summary>Two portals on one database file, each with a container, loops and a port of its own.</summary>
public sealed class TwoNodes : IAsyncDisposable
{
    /// <summary>How long a loaded machine may take for what is a moment's work.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private TwoNodes(PortalHost a, PortalHost b) => (A, B) = (a, b);

    public PortalHost A { get; }

    public PortalHost B { get; }

    /// <summary>Starts both; null leaves Redis out.</summary>
    /// <param name="servicesOfA">Changes what the first is made of.</param>
    public static TwoNodes Start(string? redis, Action<IServiceCollection>? servicesOfA = null)
    {
        var settings = new Dictionary<string, string?> { ["ConnectionStrings:Redis"] = redis };
        var a = PortalHost.Start(settings, servicesOfA);
        settings["ConnectionStrings:Inventory"] = $"Data Source={a.DatabaseFile}";
        return new TwoNodes(a, PortalHost.Start(settings));
    }

    public static NodeLink LinkOf(PortalHost host) => host.Services.GetRequiredService<NodeLink>();

    public static CommitSignals SignalsOf(PortalHost host) => host.Services.GetRequiredService<CommitSignals>();

    public static FeedSubscription Listen(PortalHost host) => host.Services.GetRequiredService<PortalFeed>().Subscribe(LiveTopics.All);

    /// <summary>Ends a wait that has lasted too long.</summary>
    public static CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        return limit;
    }

    /// <summary>Returns when both have heard each other.</summary>
    public Task MeetAsync() => BothAsync(host => LinkOf(host) is { Standing.State: NodeLinkState.Together, Others: > 0 });

    /// <summary>Returns when both have heard the same, of what pages depend on, and Redis is quick.</summary>
    public async Task AgreeAsync()
    {
        await MeetAsync();
        const int Pages = (int)(CommitTopics.Products | CommitTopics.Channels);
        await BothAsync(host => LinkOf(host).IsQuick && LinkOf(A).Epoch(SignalsOf(A).Counts, Pages) == LinkOf(B).Epoch(SignalsOf(B).Counts, Pages));
    }

    /// <summary>Returns when both stand so.</summary>
    public Task StandAsync(NodeLinkState state) => BothAsync(host => LinkOf(host).Standing.State == state);

    private Task BothAsync(Func<PortalHost, bool> holds) =>
        Merchant.UntilAsync(() => Task.FromResult(holds(A) && holds(B)), "the nodes to stand so");

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await B.DisposeAsync();
        await A.DisposeAsync();
    }
}
