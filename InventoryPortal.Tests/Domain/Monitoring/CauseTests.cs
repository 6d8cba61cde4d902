using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Errors;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Domain.Monitoring;

public sealed partial class CauseTests
{
    private static readonly string[] Codes =
        [.. typeof(CauseCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!)];

    [Theory]
    [InlineData("The store answered 401 woocommerce_rest_cannot_view: Sorry, you cannot list resources.", CauseCodes.ChannelSignIn)]
    [InlineData("The site refuses our signature (HTTP 403): check that both sides hold the same signing secret and that their clocks agree.", CauseCodes.ChannelSignIn)]
    [InlineData("The channel lacks its app key, app secret or session: enter them again.", CauseCodes.ChannelSignIn)]
    [InlineData("The channel has no signing secret: enter it again.", CauseCodes.ChannelSignIn)]
    [InlineData("eBay does not take our token. eBay says: expired (1001)", CauseCodes.ChannelSignIn)]
    [InlineData("The host name is not known.", CauseCodes.ChannelHost)]
    [InlineData("The server did not accept a connection in time.", CauseCodes.ChannelUnreachable)]
    [InlineData("The connection could not be secured: The remote certificate is invalid", CauseCodes.ChannelTls)]
    [InlineData("The address lies in a private or reserved network that Outbound:AllowedNetworks does not list.", CauseCodes.ChannelAddress)]
    [InlineData("No whole answer within 30 seconds.", CauseCodes.ChannelTimeOut)]
    [InlineData("The connection broke before the whole answer had come.", CauseCodes.ChannelBroke)]
    [InlineData("The answer is larger than 16 MB.", CauseCodes.ChannelTooLarge)]
    [InlineData("The site, or something before it, answered HTTP 429.", CauseCodes.ChannelThrottled)]
    [InlineData("eBay's limit on calls is reached.", CauseCodes.ChannelThrottled)]
    [InlineData("The store, or something before it, answered HTTP 503 without saying why.", CauseCodes.ChannelFails)]
    [InlineData("The store redirects (HTTP 301); enter the address that it redirects to.", CauseCodes.ChannelRedirects)]
    [InlineData("The store answered 200 with something that is not JSON.", CauseCodes.ChannelNotJson)]
    [InlineData("The store's answer is not a list; something else may be answering in its place.", CauseCodes.ChannelNotJson)]
    [InlineData("The store answered with another order.", CauseCodes.ChannelMalformed)]
    [InlineData("The store answered 200 without a result per item.", CauseCodes.ChannelMalformed)]
    [InlineData("The shop is frozen until its owner settles its bill (HTTP 402).", CauseCodes.ChannelClosed)]
    [InlineData("No shop answers at this address (HTTP 404): check the shop domain, and that the API version still exists.", CauseCodes.ChannelSettings)]
    [InlineData("not_found: The channel does not know this item any more.", CauseCodes.ListingUnknown)]
    [InlineData("woocommerce_rest_product_invalid_id: Invalid ID.", CauseCodes.ListingUnknown)]
    [InlineData("managed_by_parent: The item's stock is kept at its parent.", CauseCodes.ListingAtParent)]
    [InlineData("25002: The quantity is greater than the limit of 100.", CauseCodes.ListingQuantity)]
    [InlineData("overwritten: The store was given 4 and shows 9: a plugin may be setting the stock.", CauseCodes.ListingOverwritten)]
    [InlineData("plugin_says_no: Ask somebody else.", CauseCodes.ListingRefused)]
    public void What_a_channel_said_of_a_listing_has_its_cause(string reason, string code) =>
        Assert.Equal(new ErrorCause(code, "north"), CauseRule.OfReason(reason, GivenUp.Listing, "north"));

    [Theory]
    [InlineData(GivenUp.Event, "The body is not JSON.", CauseCodes.EventMalformed)]
    [InlineData(GivenUp.Event, "The host name is not known.", CauseCodes.ChannelHost)]
    [InlineData(GivenUp.Job, "It ran for longer than 30 minutes.", CauseCodes.JobTooLong)]
    [InlineData(GivenUp.Job, "It failed with NullReferenceException; the errors page has more.", CauseCodes.JobFailed)]
    [InlineData(GivenUp.Job, "north gave no usable answer: The answer is larger than 16 MB.", CauseCodes.ChannelTooLarge)]
    [InlineData(GivenUp.Delivery, "The mail server refused Smtp:User and Smtp:Password.", CauseCodes.MailSignIn)]
    [InlineData(GivenUp.Delivery, "The mail server did not accept a connection.", CauseCodes.MailUnreachable)]
    [InlineData(GivenUp.Delivery, "The mail server does not take this address: 550 no such user", CauseCodes.MailRefused)]
    [InlineData(GivenUp.Delivery, "The address answers 410: it is not there any more.", CauseCodes.HookGone)]
    [InlineData(GivenUp.Delivery, "The address cannot be decrypted; enter it again.", CauseCodes.DestinationUnreadable)]
    [InlineData(GivenUp.Delivery, "The server did not accept a connection.", CauseCodes.HookFails)]
    public void Other_work_that_was_given_up_has_its_cause_too(GivenUp work, string reason, string code) =>
        Assert.Equal(code, CauseRule.OfReason(reason, work, null).Code);

    /// <summary>The sentences of calls that failed are written in one place; none of them may end in the last resort.</summary>
    [Fact]
    public void Every_way_in_which_a_call_fails_has_an_entry_of_its_own()
    {
        var sentences = Sentence().Matches(RepositoryFiles.Read("InventoryPortal/Channels/Http/OutboundCalls.cs"))
            .Select(m => Hole().Replace(m.Groups[1].Value, "5")).Where(s => s.Contains(' ', StringComparison.Ordinal)).ToList();
        Assert.True(sentences.Count >= 6, $"Only {sentences.Count} sentences were found.");
        Assert.DoesNotContain(sentences, s => CauseRule.OfReason(s, GivenUp.Listing, null).Code == CauseCodes.ListingRefused);
    }

    [Theory]
    [InlineData("Microsoft.Data.Sqlite.SqliteException", 5, CauseCodes.DatabaseBusy)]
    [InlineData("Microsoft.Data.Sqlite.SqliteException", 13, CauseCodes.DatabaseFull)]
    [InlineData("Microsoft.Data.Sqlite.SqliteException", 14, CauseCodes.DatabaseUnreachable)]
    [InlineData("Microsoft.Data.SqlClient.SqlException", 1205, CauseCodes.DatabaseDeadlock)]
    [InlineData("Microsoft.Data.SqlClient.SqlException", 18456, CauseCodes.DatabaseSignIn)]
    [InlineData("Microsoft.Data.SqlClient.SqlException", 208, CauseCodes.DatabaseSchema)]
    [InlineData("System.IO.IOException", 28, CauseCodes.DiskFull)]
    [InlineData("System.Security.Cryptography.CryptographicException", null, CauseCodes.KeysLost)]
    [InlineData("System.TimeoutException", null, CauseCodes.TimeOut)]
    public void The_innermost_exception_decides_whatever_is_wrapped_around_it_and_whoever_met_it(string type, int? code, string cause)
    {
        var facts = new CauseFacts("InventoryPortal.Intake.InboxWorker")
        {
            Event = CauseCodes.EventFailed, Faults = [new ErrorFault("System.Net.Http.HttpRequestException"), new ErrorFault(type, code)], Frame = "Intake.InboxWorker.RunAsync",
        };
        Assert.Equal(new ErrorCause(cause), CauseRule.Of(facts));
    }

    [Fact]
    public void A_fault_of_a_type_at_a_place_is_one_bug_and_at_another_place_another()
    {
        CauseFacts Facts(string frame, string message) => new("InventoryPortal.Intake.InboxHandling")
        {
            Event = CauseCodes.EventFailed, Faults = [new ErrorFault("System.NullReferenceException")], Frame = frame, Message = message,
        };
        var one = CauseRule.Of(Facts("Intake.InboxHandling.DispatchAsync", "Event 5 failed."));
        Assert.Equal("event.failed:NullReferenceException@Intake.InboxHandling.DispatchAsync", one.Key);
        Assert.Equal(one, CauseRule.Of(Facts("Intake.InboxHandling.DispatchAsync", "Event 977 failed.")));
        Assert.NotEqual(one, CauseRule.Of(Facts("Ledger.OrderStore.TakeAsync", "Event 5 failed.")));
        Assert.Equal(one, ErrorCause.Parse(one.Key));
    }

    [Fact]
    public void Numbers_ids_and_quoted_names_do_not_make_another_cause_of_one_message()
    {
        ErrorCause Of(string message) => CauseRule.Of(new CauseFacts("Somebody.Else") { Message = message });
        var one = Of("The row 17 of \"north\" (0197f3a1-0000-7000-8000-00000000beef) took 4,5 s.");
        Assert.Equal(one, Of("The row 18 of \"south\" (0197f3a1-1111-7000-8000-00000000cafe) took 40,5 s."));
        Assert.Equal("unknown:The-row-of-took-s", one.Key);
        Assert.True(Of(new string('x', 5000)).Key.Length <= ErrorCause.MaxKey);
        Assert.Equal("unknown:Somebody.Else", Of("").Key);
    }

    [Fact]
    public void Each_code_has_one_entry_and_each_entry_its_words_in_both_languages()
    {
        Assert.Equal(Codes.Order(StringComparer.Ordinal), CauseCatalogue.Entries.Select(e => e.Code).Order(StringComparer.Ordinal));
        foreach (var code in Codes)
        {
            var (english, chinese) = (CultureInfo.InvariantCulture, CultureInfo.GetCultureInfo("zh-CN"));
            Assert.NotEqual(CauseTexts.Title(code, english), CauseTexts.Title(code, chinese));
            Assert.NotEqual(CauseTexts.Remedy(code, english), CauseTexts.Remedy(code, chinese));
            Assert.EndsWith(".", CauseTexts.Title(code, english), StringComparison.Ordinal);
            Assert.EndsWith(".", CauseTexts.Remedy(code, english), StringComparison.Ordinal);
        }
        Assert.Equal(Codes.Length, Codes.Select(c => CauseTexts.Title(c, CultureInfo.InvariantCulture)).Distinct().Count());
    }

    [Fact]
    public void Every_sort_of_work_has_one_entry_for_reasons_that_nobody_knows() =>
        Assert.All(Enum.GetValues<GivenUp>().Where(g => g != GivenUp.Nothing), work => Assert.Single(CauseCatalogue.Entries, e => e.LastResortOf == work));

    [GeneratedRegex("\"([A-Z][^\"]+)\"")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Hole();
}
