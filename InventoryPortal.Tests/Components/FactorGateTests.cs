using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Access.Factors;
using InventoryPortal.Components.Layout;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.SignIn;
using InventoryPortal.Tests.Support;
using Xunit;
using Role = InventoryPortal.Domain.Values.Role;

namespace InventoryPortal.Tests.Components;

/// <summary>What keeps the pages of an open circuit from who must set up a second factor first.</summary>
public sealed class FactorGateTests
{
    /// <summary>Of a slow machine; what is waited for comes at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_shuts_leads_back_from_wherever_somebody_goes_and_opens_by_itself()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer, new Dictionary<string, string?> { ["Access:RequireSecondFactor"] = "Everyone" });
        await host.StartNewsAsync();
        var (shut, opened) = (new TaskCompletionSource(), new TaskCompletionSource());
        host.Navigation.NavigateTo("/products");
        var gate = host.Browser.Render<FactorGate>(p => p.Add(g => g.IsShutChanged, isShut => (isShut ? shut : opened).SetResult()));
        await shut.Task.WaitAsync(Patience, Stop);
        Assert.EndsWith("/account/security", host.Navigation.Uri, StringComparison.Ordinal);
        var back = new TaskCompletionSource();
        host.Navigation.LocationChanged += (_, e) => Done(back, e.Location.EndsWith("/account/security", StringComparison.Ordinal));
        await gate.InvokeAsync(() => host.Navigation.NavigateTo("/sync"));
        await back.Task.WaitAsync(Patience, Stop);

        await TurnOnAsync(host);

        await opened.Task.WaitAsync(Patience, Stop);
    }

    [Fact]
    public async Task It_stays_open_where_nothing_is_asked_for()
    {
        await using var host = await ComponentHost.StartAsync(Role.Admin);
        var told = new List<bool>();
        host.Navigation.NavigateTo("/products");
        host.Browser.Render<FactorGate>(p => p.Add(g => g.IsShutChanged, told.Add));

        Assert.Empty(told);
        Assert.EndsWith("/products", host.Navigation.Uri, StringComparison.Ordinal);
    }

    private static void Done(TaskCompletionSource waited, bool isThere)
    {
        if (isThere)
        {
            waited.TrySetResult();
        }
    }

    private static async Task TurnOnAsync(ComponentHost host)
    {
        var context = await host.Get<PortalSession>().CommandAsync();
        var key = AuthenticatorKey.Create();
        var code = Totp.Code(key.Bytes, Totp.StepOf(TimeProvider.System.GetUtcNow()));
        Assert.IsType<CommandAnswer<IReadOnlyList<string>>.Done>(
            await host.Get<SecondFactorStore>().TurnOnAsync(context, host.Get<FreshProof>().Issue(context.Caller), key, code, Stop));
    }
}
