using InventoryPortal.Persistence;
using Microsoft.Extensions.Options;

namespace InventoryPortal;

/// <summary>From what kept the portal from starting to one line for the person who starts it.</summary>
internal static class StartFailure
{
    private const string Lead = "InventoryPortal cannot start: ";

    /// <summary>Libraries that read settings; what they throw is about a setting, not about a bug of ours.</summary>
    private static readonly string[] ReadersOfSettings =
        ["Microsoft.Extensions.Configuration.Binder", "Microsoft.AspNetCore.Server.Kestrel.Core", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.HostFiltering"];

    /// <summary>One line; null when it is a bug, which deserves its stack trace.</summary>
    public static string? Describe(Exception exception) => Sentence(exception) is { } sentence
        ? Lead + string.Join(' ', sentence.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        : null;

    private static string? Sentence(Exception exception) => exception switch
    {
        DatabaseUnusableException => exception.Message,
        OptionsValidationException options => string.Join(" ", options.Failures),
        AggregateException all when all.InnerExceptions.All(e => e is OptionsValidationException) =>
            string.Join(" ", all.InnerExceptions.Cast<OptionsValidationException>().SelectMany(o => o.Failures)),
        InvalidDataException => With(exception),
        IOException => exception.Message,
        System.Net.Sockets.SocketException => "The address cannot be used: " + exception.Message,
        InvalidOperationException or FormatException or ArgumentException when ReadersOfSettings.Contains(exception.Source) => With(exception),
        _ => null,
    };

    private static string With(Exception exception) =>
        exception.InnerException is not null ? $"{exception.Message} {exception.GetBaseException().Message}" : exception.Message;
}
