using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Errors;
using InventoryPortal.Persistence.Rows;
using Microsoft.Extensions.Logging;
using Xunit;

namespace InventoryPortal.Tests.Operations;

public sealed class ErrorTests : OperationsBench
{
    [Theory]
    [InlineData("GET https://shop.test/wc?consumer_key=ck_1234567890abcdef&consumer_secret=cs_1234567890abcdef", "1234567890abcdef")]
    [InlineData("Authorization: Bearer eyJhbGciOi.Jzdf-4", "eyJhbGciOi")]
    [InlineData("{\"consumerSecret\": \"hunter2hunter2\"}", "hunter2")]
    [InlineData("Server=db;User=sa;Password=Pa55w0rd!;Encrypt=true", "Pa55w0rd")]
    [InlineData("https://user:tops3cret@store.test/feed", "tops3cret")]
    [InlineData("access_token=abcdef123456 was refused", "abcdef123456")]
    [InlineData("signed with whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8GKY")]
    public void Nothing_that_looks_like_a_secret_is_kept(string text, string secret)
    {
        var masked = ErrorMask.Text(text, 1000);

        Assert.DoesNotContain(secret, masked, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("•••", masked, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ordinary_sentence_is_kept_as_it_is() =>
        Assert.Equal("The job Import 7 failed at page 3 of 12.", ErrorMask.Text("The job Import 7 failed at page 3 of 12.", 1000));

    [Fact]
    public void Our_warnings_and_everybodys_errors_are_collected_and_a_flood_is_bounded()
    {
        using var errors = new ErrorLog(Clock);
        var ours = errors.CreateLogger("InventoryPortal.Dispatch.Lane");
        var framework = errors.CreateLogger("Microsoft.AspNetCore.Server.Kestrel");
        var database = errors.CreateLogger("Microsoft.EntityFrameworkCore.Update");
        ours.LogInformation("not kept");
        ours.LogWarning("kept");
        framework.LogWarning("not kept");
        framework.LogError(new InvalidOperationException("boom"), "kept");
        database.LogError("not kept: writing it would fail the same way");

        Assert.True(errors.Entries.TryRead(out var first));
        Assert.True(errors.Entries.TryRead(out var second));
        Assert.False(errors.Entries.TryRead(out _));
        Assert.Equal((ErrorSeverity.Warning, "InventoryPortal.Dispatch.Lane"), (first.Severity, first.Type));
        Assert.Equal((ErrorSeverity.Error, "System.InvalidOperationException"), (second.Severity, second.Type));

        for (var i = 0; i < 5000; i++)
        {
            ours.LogWarning("flood");
        }
        Assert.Equal(1000, errors.Entries.Count);
    }

    [Fact]
    public async Task Errors_are_grouped_by_type_over_the_hours_asked_for()
    {
        await AddAsync(Row("A", Noon.AddMinutes(-5)));
        await AddAsync(Row("A", Noon.AddMinutes(-50)));
        await AddAsync(Row("B", Noon.AddMinutes(-10)));
        await AddAsync(Row("A", Noon.AddHours(-3)));

        var groups = await new ErrorQueries(Portal, Clock).GroupedAsync(new ErrorSelection(1), Stop);

        Assert.Equal([new ErrorGroup("A", "error", 2, Noon.AddMinutes(-50), Noon.AddMinutes(-5)), new ErrorGroup("B", "error", 1, Noon.AddMinutes(-10), Noon.AddMinutes(-10))], groups);
    }

    private static ErrorLogRow Row(string type, DateTimeOffset at) => new() { Type = type, Message = "m", Severity = "error", At = at };
}
