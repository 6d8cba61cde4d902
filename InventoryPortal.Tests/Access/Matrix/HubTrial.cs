using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using InventoryPortal.Api;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Persistence;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using static InventoryPortal.Tests.Access.Matrix.Touches;

namespace InventoryPortal.Tests.Access.Matrix;

/// <summary>Every caller at the hub: what it may watch, and what it hears when something happens to the channel in question.</summary>
internal static class HubTrial
{
    /// <summary>What clients may call.</summary>
    public static readonly string[] Methods = ["Watch", "UnwatchAll"];

    /// <summary>What a caller may or may not come by.</summary>
    public static readonly IReadOnlyDictionary<string, Touches> Rows = new Dictionary<string, Touches>
    {
        ["watch everything"] = Shared,
        ["watch the channel"] = Question,
        ["forget it all"] = Shared,
        ["stock"] = Shared,
        ["sync of the channel"] = Question,
        ["incident of the channel"] = Question,
        ["job of the channel"] = Question,
        ["job of all"] = Whole,
    };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The methods that the hub has.</summary>
    public static IEnumerable<string> Declared() =>
        typeof(InventoryHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(m => m.GetBaseDefinition().DeclaringType == typeof(InventoryHub)).Select(m => m.Name);

    public static async Task<IReadOnlyList<(MatrixCaller Caller, IReadOnlySet<string> Heard)>> RunAsync(MatrixWorld world, CancellationToken cancellationToken)
    {
        var ears = await Task.WhenAll(world.Callers.Select(caller => Ear.OpenAsync(world, caller, cancellationToken)));
        try
        {
            var signals = world.Host.Services.GetRequiredService<CommitSignals>();
            var news = await world.NewsAsync();
            signals.Publish(new CommitNote(CommitTopics.Listings, [], [news.Channel]) { ListingIds = [news.Listing] });
            signals.Publish(CommitNote.Of(CommitTopics.Alerts) with { Subject = news.Alert });
            signals.Publish(CommitNote.Of(CommitTopics.Jobs) with { Subject = news.Job });
            signals.Publish(CommitNote.Of(CommitTopics.Jobs) with { Subject = news.JobOfAll });
            var all = ears.First(e => e.Caller.Scope == Scope.All);
            await all.HearsAsync(["sync of the channel", "incident of the channel", "job of the channel", "job of all"], Patience, cancellationToken);

            // What came before is heard before: who has heard this and not that will not hear it any more.
            signals.Publish(new CommitNote(CommitTopics.Stock, [new StockNote(1, "SHARED", 1, 0, 1, MovementKind.Sale, -1, DateTimeOffset.UnixEpoch)], []));
            await Task.WhenAll(ears.Select(e => e.HearsAsync(["stock"], Patience, cancellationToken)));
            await Task.WhenAll(ears.Select(e => e.TryAsync("forget it all", "UnwatchAll", null, cancellationToken)));
            return [.. ears.Select(e => (e.Caller, e.Heard))];
        }
        finally
        {
            foreach (var ear in ears)
            {
                await ear.DisposeAsync();
            }
        }
    }

    private sealed class Ear(MatrixCaller caller, HubConnection connection) : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, bool> _heard = new(StringComparer.Ordinal);
        private readonly SemaphoreSlim _news = new(0);

        public MatrixCaller Caller => caller;

        public IReadOnlySet<string> Heard => _heard.Keys.ToHashSet(StringComparer.Ordinal);

        public static async Task<Ear> OpenAsync(MatrixWorld world, MatrixCaller caller, CancellationToken cancellationToken)
        {
            var connection = new HubConnectionBuilder()
                .WithUrl(new Uri(world.Host.Address, "hubs/inventory"), o =>
                {
                    o.AccessTokenProvider = () => Task.FromResult(caller.Token);
                    if (caller.Cookie is { } cookie)
                    {
                        o.Headers["Cookie"] = cookie;
                    }
                })
                .Build();
            var ear = new Ear(caller, connection);
            ear.On("StockChanged", _ => "stock");
            ear.On("SyncChanged", c => c.GetProperty("channel").GetString() == MatrixWorld.North ? "sync of the channel" : null);
            ear.On("AlertChanged", c => c.GetProperty("subject").GetString() == MatrixWorld.NorthText ? "incident of the channel" : null);
            ear.On("JobChanged", c => c.GetProperty("channel").ValueKind == JsonValueKind.Null ? "job of all" : "job of the channel");
            await connection.StartAsync(cancellationToken);
            await ear.TryAsync("watch the channel", "Watch", [$"channel:{MatrixWorld.North}"], cancellationToken);
            await ear.TryAsync("watch everything", "Watch", ["stock", "sync", "alerts", "jobs"], cancellationToken);
            return ear;
        }

        public async Task TryAsync(string name, string method, string[]? topics, CancellationToken cancellationToken)
        {
            try
            {
                await (topics is null ? connection.InvokeAsync(method, cancellationToken) : connection.InvokeAsync(method, topics, cancellationToken));
                _heard[name] = true;
            }
            catch (HubException)
            {
                // Denied.
            }
        }

        public async Task HearsAsync(string[] names, TimeSpan patience, CancellationToken cancellationToken)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(patience);
            while (!names.All(_heard.ContainsKey))
            {
                await _news.WaitAsync(limit.Token);
            }
        }

        private void On(string method, Func<JsonElement, string?> name) => connection.On<JsonElement[]>(method, changes =>
        {
            foreach (var heard in changes.Select(name).OfType<string>())
            {
                _heard[heard] = true;
            }
            _news.Release();
        });

        public async ValueTask DisposeAsync()
        {
            await connection.DisposeAsync();
            _news.Dispose();
        }
    }
}
