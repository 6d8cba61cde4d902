using InventoryPortal.Access;
using InventoryPortal.Api;
using InventoryPortal.Components;
using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Access.Matrix;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Access;

/// <summary>
/// Every permission, endpoint, page and method of the hub, by every role, every scope of channels and every way in. What is there is
/// found in the portal itself; what is right is written out in <see cref="Matrix"/> a second time.
/// </summary>
public sealed class AccessMatrixTests(MatrixWorld world) : IClassFixture<MatrixWorld>
{
    private const int Roles = 4;
    private const int Scopes = 3;
    private const int Credentials = 2;

    private readonly List<string> _wrong = [];
    private int _cells;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_permission_endpoint_and_page_has_its_row()
    {
        Assert.Equal(Expected.Permissions.Keys.Order(StringComparer.Ordinal), Permissions.All.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Endpoints().Order(StringComparer.Ordinal), ApiTable.Rows.Select(r => r.Route).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Pages().Order(StringComparer.Ordinal), PageTable.Rows.Select(r => r.Route).Distinct().Concat(PageTable.Open).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_stage_does_for_every_caller_what_the_table_says_and_nothing_else()
    {
        var gate = world.Host.Services.GetRequiredService<CommandGate>();
        foreach (var caller in world.Callers)
        {
            foreach (var (permission, (lowest, named, unnamed)) in Expected.Permissions)
            {
                foreach (var (channel, touches) in new[] { (MatrixWorld.North, named), ((string?)null, unnamed) })
                {
                    var answer = await gate.RunAsync<string>(
                        new CommandContext(caller.Caller), new Deed(permission, "of the matrix", channel), (_, _, _) => Task.FromResult<CommandAnswer<string>>("done"), Stop);
                    Cell(caller, lowest, touches, answer is CommandAnswer<string>.Done, $"{permission} on {channel ?? "no channel"}");
                }
            }
        }
        Finish(Roles * Scopes * Credentials * Expected.Permissions.Count * 2);
    }

    [Fact]
    public async Task The_api_lets_every_caller_do_and_see_what_the_table_says_and_nothing_else()
    {
        foreach (var row in ApiTable.Rows)
        {
            foreach (var caller in world.Callers)
            {
                using var answer = await ApiCall.SendAsync(world, caller, row, Stop);
                if (answer.IsBroken)
                {
                    _wrong.Add($"{caller}: {row.Route} → {answer}");
                }
                Cell(caller, row.Lowest, row.Touches, answer.IsAllowed(row), $"{row.Route} {row.Body} → {answer}");
                if (answer.IsAllowed(row))
                {
                    Told(caller, row.Tells, answer.Text, row.Route);
                }
            }
        }
        Finish(Roles * Scopes * Credentials * ApiTable.Rows.Count);
    }

    [Fact]
    public async Task The_pages_show_every_person_what_the_table_says_and_nothing_else()
    {
        foreach (var row in PageTable.Rows)
        {
            var path = await world.FillAsync(row.Path);
            var answers = await Task.WhenAll(world.People.Select(async person => (Person: person, Html: await HtmlAsync(person, path))));
            foreach (var (person, html) in answers)
            {
                Cell(person, row.Lowest, row.Touches, row.Content is null || html.Contains(row.Content, StringComparison.Ordinal), path);
                Told(person, row.Tells, html, path);
            }
        }
        Finish(Roles * Scopes * PageTable.Rows.Count);
    }

    [Fact]
    public async Task The_hub_tells_every_caller_what_the_table_says_and_nothing_else()
    {
        var heard = await HubTrial.RunAsync(world, Stop);
        Assert.Equal(HubTrial.Methods.Order(StringComparer.Ordinal), HubTrial.Declared().Order(StringComparer.Ordinal));
        foreach (var (caller, what) in heard)
        {
            foreach (var (name, touches) in HubTrial.Rows)
            {
                Cell(caller, Role.Viewer, touches, what.Contains(name), $"hub {name}");
            }
        }
        Finish(Roles * Scopes * Credentials * HubTrial.Rows.Count);
    }

    private void Cell(MatrixCaller caller, Role lowest, Touches touches, bool allowed, string what)
    {
        _cells++;
        if (Expected.Allows(caller.Role, caller.Scope, lowest, touches) != allowed)
        {
            _wrong.Add($"{(allowed ? "wrong allow" : "wrong deny")}: {caller}: {what}");
        }
    }

    private void Told(MatrixCaller caller, Tells tells, string text, string what)
    {
        foreach (var (channel, name, touches) in new[]
        {
            (MatrixWorld.North, MatrixWorld.NorthText, caller.Scope is Scope.All or Scope.Question),
            (MatrixWorld.South, MatrixWorld.SouthText, caller.Scope is Scope.All or Scope.Other),
        })
        {
            var isTold = text.Contains(channel, StringComparison.Ordinal) || text.Contains(name, StringComparison.Ordinal);
            var may = tells == Tells.WholeOnly ? caller.Scope == Scope.All : touches;
            if (tells == Tells.Nothing || (isTold && may) || (!isTold && (!may || tells == Tells.AtMostChannels)))
            {
                continue;
            }
            _wrong.Add($"{(isTold ? "wrong allow" : "wrong deny")}: {caller}: {what} {(isTold ? "tells" : "does not tell")} of {name}");
        }
    }

    private void Finish(int cells)
    {
        // All of them: one hole is seldom alone.
        Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));
        Assert.Equal(cells, _cells);
    }

    private static async Task<string> HtmlAsync(MatrixCaller person, string path)
    {
        using var answer = await person.Client.GetAsync(path, Stop);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private IEnumerable<string> Endpoints() =>
        world.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<NeededPermission>() is not null || e.RoutePattern.RawText?.Contains("api/v1/", StringComparison.Ordinal) == true)
            .Select(e => $"{e.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods[0]} {e.RoutePattern.RawText!["/api/v1".Length..]}");

    private static IEnumerable<string> Pages() =>
        typeof(App).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes(typeof(RouteAttribute), inherit: false).Cast<RouteAttribute>()).Select(r => r.Template);
}
