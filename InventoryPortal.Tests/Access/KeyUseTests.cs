using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Access;

public sealed class KeyUseTests : IAsyncLifetime
{
    private readonly PortalHost _portal = PortalHost.Start();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task A_used_key_tells_when_and_an_unused_one_that_it_never_was()
    {
        var used = await IssueAsync("used");
        var idle = await IssueAsync("idle");
        using var client = _portal.Api(used.Key);
        using var answer = await client.GetAsync("/api/v1/channels", Stop);
        Assert.True(answer.IsSuccessStatusCode);
        Assert.Null(await LastUsedAsync(used.Id));

        await _portal.Services.GetRequiredService<KeyUseStore>().WriteAsync(Stop);

        Assert.InRange(await LastUsedAsync(used.Id) ?? default, TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow());
        Assert.Null(await LastUsedAsync(idle.Id));
    }

    [Fact]
    public async Task What_was_marked_is_written_when_the_portal_stops()
    {
        var key = await IssueAsync("used");
        using (var client = _portal.Api(key.Key))
        {
            using var answer = await client.GetAsync("/api/v1/channels", Stop);
        }
        await _portal.Restart();

        Assert.NotNull(await LastUsedAsync(key.Id));
    }

    [Fact]
    public async Task A_key_whose_last_day_has_passed_is_refused()
    {
        var expired = new NewApiKey("late", Role.Viewer, ExpiresAt: TimeProvider.System.GetUtcNow().AddSeconds(-1));
        var answer = await _portal.Services.GetRequiredService<ApiKeyStore>().CreateAsync(CommandContext.System, expired, Stop);
        Assert.Equal(["expiresAt"], Assert.IsType<CommandAnswer<IssuedApiKey>.Refused>(answer).Refusal.Errors!.Keys);
    }

    private async Task<IssuedApiKey> IssueAsync(string name) =>
        Assert.IsType<CommandAnswer<IssuedApiKey>.Done>(
            await _portal.Services.GetRequiredService<ApiKeyStore>().CreateAsync(CommandContext.System, new NewApiKey(name, Role.Viewer), Stop)).Value;

    private Task<DateTimeOffset?> LastUsedAsync(long id) =>
        _portal.Services.GetRequiredService<PortalDatabase>().ReadAsync(
            (db, token) => db.ApiKeys.Where(k => k.Id == id).Select(k => k.LastUsedAt).SingleAsync(token), Stop);
}
