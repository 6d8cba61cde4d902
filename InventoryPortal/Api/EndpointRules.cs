using InventoryPortal.Access;
using InventoryPortal.Domain.Values;

namespace InventoryPortal.Api;

/// <summary>How an endpoint is declared: what it needs, takes and answers, for the pipeline and for the OpenAPI document alike.</summary>
internal static class EndpointRules
{
    /// <summary>Needs a permission; on an address with <c>{key}</c> for that channel.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder endpoint, string permission) =>
        endpoint.RequireAuthorization(PermissionPolicies.Of(permission)).WithMetadata(new NeededPermission(permission));

    /// <summary>Takes these names after the question mark.</summary>
    public static RouteHandlerBuilder Query(this RouteHandlerBuilder endpoint, params string[] names) =>
        endpoint.WithMetadata(new QueryNames(names));

    /// <summary>Answers a page of <typeparamref name="T"/>; takes page, pageSize and these filters.</summary>
    public static RouteHandlerBuilder ListOf<T>(this RouteHandlerBuilder endpoint, params string[] filters) =>
        endpoint.Query([.. filters, .. QueryNames.OfPage]).Produces<Paged<T>>().ProducesProblems();

    /// <summary>Answers one resource.</summary>
    public static RouteHandlerBuilder Reads<T>(this RouteHandlerBuilder endpoint) => endpoint.Produces<T>().ProducesProblems();

    /// <summary>Takes a command and answers <typeparamref name="TResult"/>.</summary>
    public static RouteHandlerBuilder Command<TBody, TResult>(
        this RouteHandlerBuilder endpoint,
        int status = StatusCodes.Status200OK,
        bool key = false,
        int maxBytes = ApiBody.MaxBytes,
        bool bodyOptional = false)
        where TBody : notnull
        where TResult : notnull =>
        endpoint
            .WithMetadata(new CommandRules(status, key, maxBytes, bodyOptional))
            .Accepts<TBody>(bodyOptional, "application/json")
            .Produces<TResult>(status)
            .ProducesProblems();

    private static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint) =>
        endpoint.Produces<Problem>(StatusCodes.Status400BadRequest, Problem.ContentType);
}

/// <summary>Who reads.</summary>
internal static class Readers
{
    /// <summary>Channel keys that the caller of this request is limited to; null for all, none at all for who has no rights any more.</summary>
    public static async Task<IReadOnlySet<string>?> ScopeAsync(this HttpContext http) =>
        await http.RequestServices.GetRequiredService<RightsLookup>().FindAsync(http.User.ToCaller(), http.RequestAborted) is { } held
            ? held.Channels
            : ChannelScope.Nothing;
}

/// <summary>The permission of an endpoint, for its channel check and the matrix of roles.</summary>
internal sealed record NeededPermission(string Permission);

/// <summary>Keeps a caller that is limited to some channels from the addresses of the others.</summary>
internal sealed class ChannelLimitGate(RightsLookup rights, DeniedRequests denied) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.GetRouteValue("key") is string key
            && http.GetEndpoint()?.Metadata.GetMetadata<NeededPermission>() is { Permission: var permission }
            && await rights.FindAsync(http.User.ToCaller(), http.RequestAborted) is var held
            && (held is null || !held.Allows(permission, key)))
        {
            var refusal = Refusal.Forbidden(permission, held, key);
            await denied.RecordAsync(http, refusal, permission, key);
            return Answers.Refused(http, refusal);
        }
        return await next(context);
    }
}
