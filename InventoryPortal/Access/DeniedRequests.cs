using System.Collections.Concurrent;
using InventoryPortal.Domain.Values;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace InventoryPortal.Access;

/// <summary>
/// Keeps a trace of requests to change something that were refused for want of a right before any command began. One line a minute for
/// a caller and an address, whatever its values are: so many tries are one attempt, and fill no table.
/// </summary>
public sealed class DeniedRequests(DeniedStore denied, TimeProvider clock) : IAuthorizationMiddlewareResultHandler
{
    /// <summary>For so long the same caller's refusals at the same address are one line.</summary>
    public static readonly TimeSpan Once = TimeSpan.FromMinutes(1);

    /// <summary>Callers and addresses remembered; with more of them in a minute some leave a second line.</summary>
    private const int MaxKept = 10_000;

    private readonly ConcurrentDictionary<(ActorKind, string, string, string), DateTimeOffset> _told = new();
    private readonly AuthorizationMiddlewareResultHandler _answer = new();

    /// <summary>Records a request that a policy of <see cref="PermissionPolicies"/> refused, then answers as ever.</summary>
    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult is { Forbidden: true, AuthorizationFailure: { } failure }
            && failure.FailedRequirements.OfType<PermissionRequirement>().FirstOrDefault() is { Permission: var permission })
        {
            await RecordAsync(context, Refusal.Forbidden(permission), permission, context.GetRouteValue("key") as string);
        }
        await _answer.HandleAsync(next, context, policy, authorizeResult);
    }

    /// <summary>Writes the activity row of a refused request, unless it only reads or the like of it was written a moment ago.</summary>
    /// <param name="channelKey">The channel of the address, if it has one.</param>
    public async Task RecordAsync(HttpContext context, Refusal refusal, string permission, string? channelKey = null)
    {
        var request = context.Request;
        var pattern = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        if (context.User.FindCaller() is not { } caller || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || !IsNew(caller, request.Method, pattern))
        {
            return;
        }
        // The channel and nothing else of what the address names: the rest may name a channel that not every reader of the line may know of.
        var address = channelKey is null ? pattern : pattern.Replace("{key}", channelKey, StringComparison.Ordinal);

        // Whoever hangs up at once is on record all the same.
        await denied.RecordAsync(new CommandContext(caller), new Deed(permission, $"{request.Method} {address}", channelKey), refusal, CancellationToken.None);
    }

    private bool IsNew(Caller caller, string method, string pattern)
    {
        var now = clock.GetUtcNow();
        // By the pattern of the address: its values are the caller's to choose, and would make every try another one.
        var key = (caller.Actor.Kind, caller.Actor.Id, method, pattern);
        if (_told.TryGetValue(key, out var before))
        {
            return now - before >= Once && _told.TryUpdate(key, now, before);
        }
        if (_told.Count >= MaxKept)
        {
            _told.Clear();
        }
        return _told.TryAdd(key, now);
    }
}
