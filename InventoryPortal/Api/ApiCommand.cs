using System.Reflection;
using InventoryPortal.Access;

namespace InventoryPortal.Api;

/// <summary>How an address takes commands.</summary>
/// <param name="SuccessStatus">Status of a command that was done.</param>
/// <param name="KeyRequired">Whether an Idempotency-Key must be sent.</param>
/// <param name="MaxBytes">Largest body.</param>
/// <param name="BodyOptional">Whether an empty body stands for an empty object.</param>
internal sealed record CommandRules(int SuccessStatus, bool KeyRequired, int MaxBytes, bool BodyOptional);

/// <summary>A bound parameter that may turn out to be no request at all.</summary>
internal interface IRefusable
{
    Problem? Problem { get; }
}

/// <summary>The body of a command that takes none.</summary>
internal sealed record NoBody;

/// <summary>One command as it came in: body, caller, Idempotency-Key and If-Match, each checked before the handler runs.</summary>
internal sealed class ApiCommand<TBody> : IRefusable
    where TBody : class
{
    private readonly TBody? _body;
    private readonly CommandContext? _context;

    private ApiCommand(Problem problem) => Problem = problem;

    private ApiCommand(TBody body, CommandContext context, long? ifMatch)
    {
        _body = body;
        _context = context;
        IfMatch = ifMatch;
    }

    /// <summary>What the caller sent. The pipeline answers for a command with a problem, so no handler sees one.</summary>
    public TBody Body => _body ?? throw new InvalidOperationException("The request was refused.");

    /// <summary>Who commands, and under which key.</summary>
    public CommandContext Context => _context ?? throw new InvalidOperationException("The request was refused.");

    /// <summary>The version that the caller edited; null when the last write is to win.</summary>
    public long? IfMatch { get; }

    /// <inheritdoc />
    public Problem? Problem { get; }

    /// <summary>Binds from the request; called by the framework.</summary>
    public static async ValueTask<ApiCommand<TBody>?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        var rules = http.GetEndpoint()?.Metadata.GetMetadata<CommandRules>()
            ?? throw new InvalidOperationException($"{http.Request.Path} takes commands but has no rules for them.");
        if (await ApiBody.ReadAsync(http.Request, rules.MaxBytes, http.RequestAborted) is not { } raw)
        {
            return new ApiCommand<TBody>(Problem.Of(http, StatusCodes.Status413PayloadTooLarge));
        }
        var empty = raw.Length == 0 && rules.BodyOptional;
        if (!empty && !http.Request.HasJsonContentType())
        {
            return new ApiCommand<TBody>(Problem.Of(http, StatusCodes.Status415UnsupportedMediaType));
        }
        var caller = http.User.ToCaller();
        var (request, keyRefusal) = IdempotencyKeys.Read(http, caller, raw, rules);
        var (ifMatch, matchRefusal) = IfMatchHeader.Read(http.Request);
        var (body, bodyRefusal) = ApiBody.Parse<TBody>(empty ? "{}"u8.ToArray() : raw);
        return (keyRefusal ?? matchRefusal ?? bodyRefusal) is { } refusal
            ? new ApiCommand<TBody>(Problem.Of(http, refusal))
            : new ApiCommand<TBody>(body!, new CommandContext(caller, request), ifMatch);
    }
}

/// <summary>Answers for requests that were refused while they were bound.</summary>
internal sealed class RefusableGate : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        foreach (var argument in context.Arguments)
        {
            if (argument is IRefusable { Problem: { } problem })
            {
                return ValueTask.FromResult<object?>(new ProblemResult(problem));
            }
        }
        return next(context);
    }
}
