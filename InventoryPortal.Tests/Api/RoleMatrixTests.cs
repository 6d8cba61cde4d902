using InventoryPortal.Access;
using InventoryPortal.Api;
using InventoryPortal.Domain.Values;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Api;

/// <summary>Who may call what, asked of every endpoint there is.</summary>
[Collection(ApiCollection.Name)]
public sealed class RoleMatrixTests(SharedPortal portal)
{
    [Fact]
    public void Every_endpoint_of_the_contract_names_its_permission()
    {
        var unnamed = Endpoints().Where(e => e.Metadata.GetMetadata<NeededPermission>() is null || e.Metadata.GetMetadata<IAuthorizeData>() is null);

        Assert.Empty(unnamed.Select(e => e.RoutePattern.RawText));
        Assert.True(Endpoints().Count() > 25, "The matrix must see the endpoints.");
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Operator)]
    [InlineData(Role.Editor)]
    [InlineData(Role.Admin)]
    public async Task A_role_is_let_through_exactly_where_it_holds_the_permission(Role role)
    {
        using var client = await portal.ClientAsync(role);
        var wrong = new List<string>();
        foreach (var endpoint in Endpoints())
        {
            var permission = endpoint.Metadata.GetRequiredMetadata<NeededPermission>().Permission;
            var method = endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods[0];
            var answer = await client.SendAsync(method, PathOf(endpoint), method == "GET" ? null : "{}");
            var denied = (int)answer.Status == 403;
            if (denied == Permissions.Allows(role, permission) || (int)answer.Status is 401 or 405 or >= 500)
            {
                wrong.Add($"{method} {PathOf(endpoint)} ({permission}): {(int)answer.Status} {answer.Text}");
            }
        }
        Assert.Empty(wrong);
    }

    private static string PathOf(RouteEndpoint endpoint) =>
        string.Join('/', endpoint.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(p => p switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "id" } => "999999",
            _ => "no-such",
        }))))["api/v1".Length..];

    private IEnumerable<RouteEndpoint> Endpoints() =>
        portal.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText?.TrimStart('/').StartsWith("api/v1/", StringComparison.Ordinal) == true);
}
