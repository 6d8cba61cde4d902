using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace InventoryPortal.Nodes;

/// <summary>The Redis by which the nodes hear of each other: <c>ConnectionStrings:Redis</c>. Empty where the portal is one node.</summary>
public sealed class NodeLinkOptions
{
    public const string ConnectionName = "Redis";

    /// <summary>How long a connection may take; what waits for one is never a sale.</summary>
    private const int ConnectMs = 1_000;

    /// <summary>How long one command may take: past it Redis is as good as away.</summary>
    internal const int CommandMs = 500;

    /// <summary>As written in the configuration.</summary>
    public string Connection { get; set; } = "";

    /// <summary>Whether there is a Redis at all.</summary>
    public bool IsSet => !string.IsNullOrWhiteSpace(Connection);

    /// <summary>How to connect: limits of our own where the string names none, and never an exception because nobody answers.</summary>
    /// <exception cref="ArgumentException">The string cannot be read.</exception>
    internal ConfigurationOptions Read()
    {
        var read = ConfigurationOptions.Parse(Connection, ignoreUnknown: false);
        read.AbortOnConnectFail = false;
        read.ConnectTimeout = Says("connectTimeout") ? read.ConnectTimeout : ConnectMs;
        read.SyncTimeout = Says("syncTimeout") ? read.SyncTimeout : CommandMs;
        read.AsyncTimeout = Says("asyncTimeout") ? read.AsyncTimeout : CommandMs;

        // A command that cannot go now fails now: what piles up for a Redis that is away would be old news when it is back.
        read.BacklogPolicy = BacklogPolicy.FailFast;
        read.ClientName ??= "InventoryPortal";
        return read;
    }

    /// <summary>
    /// The servers that the string begins with. What else stands without a name, an address with a password in it or what follows a comma in
    /// a password, is none, and is neither taken nor shown.
    /// </summary>
    public static IReadOnlyList<string> Servers(string connection) =>
        [.. connection.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeWhile(p => p.All(IsOfAServer))];

    private static bool IsOfAServer(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '[' or ']';

    private bool Says(string setting) => Connection.Contains(setting + "=", StringComparison.OrdinalIgnoreCase);
}

internal sealed class NodeLinkOptionsValidation : IValidateOptions<NodeLinkOptions>
{
    private const string Unreadable =
        "ConnectionStrings:Redis cannot be read: write host:port, then settings as name=value, separated by commas, such as redis:6379,password=…,ssl=true. An address of the form redis://… is not one, and a password holds no comma.";

    public ValidateOptionsResult Validate(string? name, NodeLinkOptions options)
    {
        if (!options.IsSet)
        {
            return ValidateOptionsResult.Success;
        }
        try
        {
            // The text itself is not repeated: it may hold the password.
            var servers = options.Read().EndPoints;
            return servers.Count == 0 ? ValidateOptionsResult.Fail("ConnectionStrings:Redis names no server; it begins with host:port, such as redis:6379.")
                : NodeLinkOptions.Servers(options.Connection).Count == servers.Count ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(Unreadable);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            return ValidateOptionsResult.Fail(Unreadable);
        }
    }
}
