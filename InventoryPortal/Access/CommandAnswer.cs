namespace InventoryPortal.Access;

/// <summary>How a command was refused; decides the HTTP status and the tone of the message.</summary>
public enum RefusalKind
{
    /// <summary>The request itself is wrong (400).</summary>
    Invalid,

    /// <summary>The caller may not (403).</summary>
    Forbidden,

    /// <summary>No such thing (404).</summary>
    NotFound,

    /// <summary>The present state does not allow it (409).</summary>
    Conflict,

    /// <summary>The version sent is stale (412).</summary>
    Stale,

    /// <summary>Understood but not possible (422).</summary>
    Unprocessable,

    /// <summary>Not now; the caller should repeat it (503).</summary>
    Unavailable,
}

/// <summary>An expected refusal.</summary>
/// <param name="Kind">Decides the status.</param>
/// <param name="Code">Stable, snake case (<c>insufficient_stock</c>).</param>
/// <param name="Detail">One sentence for a person.</param>
/// <param name="Errors">Field to messages, on <see cref="RefusalKind.Invalid"/>.</param>
/// <param name="Current">The present resource, on <see cref="RefusalKind.Stale"/>.</param>
public sealed record Refusal(
    RefusalKind Kind,
    string Code,
    string Detail,
    IReadOnlyDictionary<string, string[]>? Errors = null,
    object? Current = null)
{
    /// <summary>The caller lacks the permission.</summary>
    public static Refusal Forbidden(string permission) =>
        new(RefusalKind.Forbidden, "forbidden", $"The permission {permission} is needed.");

    /// <summary>The caller holds the permission, but not for the channel of the deed.</summary>
    public static readonly Refusal OtherChannel = new(RefusalKind.Forbidden, "forbidden", "Your channels do not include this one.");

    /// <summary>The caller holds the permission for some channels, and the deed is on all of them.</summary>
    public static readonly Refusal AllChannels = new(RefusalKind.Forbidden, "forbidden", "This is about all channels, and you are limited to some.");

    /// <summary>Why somebody with these rights may not do it: for want of the permission, or because of the limit to channels.</summary>
    public static Refusal Forbidden(string permission, Rights? held, string? channelKey) =>
        held is not { LacksFactor: false, Channels: not null } || !Permissions.Allows(held.Role, permission) ? Forbidden(permission)
        : channelKey is null ? AllChannels
        : OtherChannel;

    /// <summary>No such thing.</summary>
    public static Refusal NotFound(string what) => new(RefusalKind.NotFound, "not_found", $"{what} does not exist.");

    /// <summary>One field is wrong.</summary>
    public static Refusal Field(string field, string message) =>
        new(RefusalKind.Invalid, "validation_failed", message, new Dictionary<string, string[]> { [field] = [message] });

    /// <summary>Several fields are wrong.</summary>
    public static Refusal Fields(IReadOnlyDictionary<string, string[]> errors) =>
        new(RefusalKind.Invalid, "validation_failed", "One or more fields are not valid.", errors);
}

/// <summary>What a command came to. A closed set.</summary>
public abstract record CommandAnswer<T>
{
    private CommandAnswer() { }

    /// <summary>Done and committed.</summary>
    public sealed record Done(T Value) : CommandAnswer<T>;

    /// <summary>Not done.</summary>
    public sealed record Refused(Refusal Refusal) : CommandAnswer<T>;

    /// <summary>Done before under the same Idempotency-Key; this is the first answer.</summary>
    public sealed record Replayed(StoredAnswer Answer) : CommandAnswer<T>;

    public static implicit operator CommandAnswer<T>(T value) => new Done(value);

    public static implicit operator CommandAnswer<T>(Refusal refusal) => new Refused(refusal);
}

/// <summary>An HTTP answer as it was first given.</summary>
public sealed record StoredAnswer(int Status, string Body);

/// <summary>One HTTP request that carries an Idempotency-Key.</summary>
/// <param name="Scope">SHA-256 (hex) of API key id, method, path and key.</param>
/// <param name="BodyHash">SHA-256 (hex) of the body.</param>
public abstract record IdempotentRequest(string Scope, string BodyHash)
{
    /// <summary>The same key was used with another body.</summary>
    public static readonly Refusal Reused = new(
        RefusalKind.Unprocessable, "idempotency_key_reused", "This Idempotency-Key was used before with another body.");

    /// <summary>Whether a refusal is remembered with the key: business refusals are, those of the moment are not.</summary>
    public static bool Remembers(RefusalKind kind) =>
        kind is RefusalKind.NotFound or RefusalKind.Conflict or RefusalKind.Unprocessable;

    /// <summary>Renders a result of the command to the answer that is stored with its effect and given to repeats.</summary>
    public abstract StoredAnswer RenderValue(object value);

    /// <summary>Renders a refusal likewise.</summary>
    public abstract StoredAnswer RenderRefusal(Refusal refusal);
}

/// <summary>Who commands, and under which key.</summary>
/// <param name="Caller">Who.</param>
/// <param name="Request">The idempotent request it comes by; null from a page or the portal itself.</param>
public sealed record CommandContext(Caller Caller, IdempotentRequest? Request = null)
{
    /// <summary>Ties together the activity rows of one operation.</summary>
    public string OperationId { get; init; } = Guid.CreateVersion7().ToString("N");

    /// <summary>The portal itself.</summary>
    public static CommandContext System => new(Caller.System);
}
