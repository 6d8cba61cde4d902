using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab;

/// <summary>
/// The outside of one simulated shop: its HTTP API and the messages that it sends. Every member is called under the shop's own lock,
/// one at a time, and neither waits nor calls out; what it changed in the book is on disk before the answer leaves.
/// </summary>
public interface ILabApi
{
    /// <summary>
    /// The shop opens, reopens after a restart, or has new credentials. A kind that registers no webhooks by API, because a person
    /// enters the address in its pages, adds them to <see cref="ShopBook.Hooks"/> here.
    /// </summary>
    /// <param name="credentials">The only ones that it takes, by camelCase name; what the portal has now, rotated tokens too.</param>
    /// <param name="callback">The portal's address for this channel's webhooks.</param>
    void Opened(IReadOnlyDictionary<string, string> credentials, Uri callback)
    {
    }

    /// <summary>
    /// Answers a request as the channel does, signed in or not. Never throws on what a caller sends: that is a refusal.
    /// Slowness, broken connections and the answers of <see cref="Spoil"/> are seen to before and after.
    /// </summary>
    LabReply Answer(LabRequest request, LabScene scene);

    /// <summary>
    /// The answer that a fault puts in place of the real one, in the channel's own shape, without anything being done:
    /// <see cref="LabFault.TooMany"/>, <see cref="LabFault.ServerError"/>, <see cref="LabFault.Html"/> and
    /// <see cref="LabFault.OkWithError"/> are asked for, in this order. Null where this request is not touched by it.
    /// </summary>
    LabReply? Spoil(LabFault fault, LabRequest request) => LabReply.Usual(fault);

    /// <summary>Whether a request asks for a change, so that an answer lost on the way leaves it done. With one endpoint for all, look inside.</summary>
    bool IsChange(LabRequest request) => request.Method is not ("GET" or "HEAD");

    /// <summary>How many things a request would change: each takes the shop <see cref="LabOptions.ItemMs"/>.</summary>
    int Items(LabRequest request) => 0;

    /// <summary>
    /// Hears of every change in the book, before webhooks are queued. A channel whose messages are pulled keeps them here and minds
    /// the faults itself: those of <see cref="LabFault.HooksLost"/> are not kept, doubled ones twice.
    /// </summary>
    void Happened(ShopEvent what, IReadOnlySet<LabFault> faults)
    {
    }

    /// <summary>Messages that it keeps to be pulled and that were not confirmed yet.</summary>
    int Kept => 0;

    /// <summary>The topics under which an event is sent to the active webhooks; none for one that the channel does not tell of.</summary>
    IReadOnlyList<string> Topics(ShopEvent what) => [];

    /// <summary>
    /// Whether a message says how things stood at the event, each event its own message, the same at every try. Otherwise it says how
    /// they stand when it leaves, and quick repeats about one thing become one message.
    /// </summary>
    bool SaysWhatWas => false;

    /// <summary>What a webhook of this topic carries now; null when there is nothing to say (the thing is gone).</summary>
    string? Body(string topic, ShopEvent what) => null;

    /// <summary>Content type, headers and signature of a delivery.</summary>
    LabEnvelope Dress(OutgoingHook sent) => new("application/json", new Dictionary<string, string>());

    /// <summary>What an answered delivery (status 0: no answer) does to its webhook, and whether and when it is tried again.</summary>
    /// <param name="attempt">1 for the first.</param>
    HookOutcome Delivered(ShopHook hook, int status, int attempt) => new(status is >= 200 and < 300, null);

    /// <summary>The channel has switched its webhooks off; where it forgets them instead, they go.</summary>
    void SwitchHooksOff(ShopBook book)
    {
        foreach (var hook in book.Hooks.Values)
        {
            hook.Status = "disabled";
        }
    }
}
