using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Shopify;

/// <summary>
/// Takes one planned call to a verdict for each push. A write is all or nothing: where the shop names the quantities that it does not
/// take, those get their verdict and the rest goes again without them; where it names none, halves are tried apart.
/// </summary>
internal sealed class ShopifyPushRounds(ShopifyCalls calls)
{
    /// <summary>Writes of one planned call: enough to find one bad quantity among 250 that nobody names.</summary>
    private const int MaxWrites = 20;

    /// <summary>Pause after the shop said that the same write is under way.</summary>
    private static readonly TimeSpan UnderWay = TimeSpan.FromSeconds(1);

    private readonly record struct Round(IReadOnlyList<QuantityPush> Pushes, int Tries);

    public async Task<PushReport> RunAsync(ShopifyShop shop, PushCall call, CancellationToken cancellationToken)
    {
        var run = new Run();
        var ready = call.Pushes;
        if (call.Route == ShopifyPush.ActivateRoute)
        {
            ready = await ActivateAsync(shop, call.Pushes, run, cancellationToken);
        }
        if (ready.Count > 0)
        {
            run.Waiting.Enqueue(new Round(ready, 0));
        }
        for (var writes = 0; run.Waiting.TryDequeue(out var round); writes++)
        {
            if (writes == MaxWrites)
            {
                run.Settle(round.Pushes, new PushVerdict.RetryAt(null, true, "Left for the next call: the shop named none of the quantities that it does not take."));
                run.GiveUp(null);
                break;
            }
            using var reply = await calls.AskAsync(shop, ShopifyDocuments.SetQuantities, json => ShopifyPush.Variables(json, shop.Location, round.Pushes, round.Tries), cancellationToken);
            run.Note(reply.Trace);
            if (reply.Fault is { } fault)
            {
                run.IsRefused = true;
                run.Settle(round.Pushes, fault.Push);
                run.GiveUp(fault.Push);
                break;
            }
            Take(run, round, ShopifyPushAnswers.Read(reply.Data, round.Pushes));
        }
        return new PushReport([.. call.Pushes.Select(p => new ItemVerdict(p.ListingId, run.Verdicts[p.ListingId]))], run.Trace!) { IsCallRefused = run.IsRefused };
    }

    private void Take(Run run, Round round, ShopifyPushAnswer answer)
    {
        switch (answer)
        {
            case ShopifyPushAnswer.Taken taken:
                foreach (var (push, verdict) in round.Pushes.Zip(taken.Verdicts))
                {
                    run.Verdicts[push.ListingId] = verdict;
                }
                break;
            case ShopifyPushAnswer.Unclear unclear:
                run.Settle(round.Pushes, new PushVerdict.Unknown(unclear.Reason));
                break;
            case ShopifyPushAnswer.Refused refused:
                TakeRefusal(run, round, refused.Complaints);
                break;
        }
    }

    private void TakeRefusal(Run run, Round round, IReadOnlyList<ShopifyComplaint> complaints)
    {
        var named = complaints.Where(c => c.Index is not null).GroupBy(c => c.Index!.Value).ToDictionary(g => g.Key, g => g.First());
        if (named.Count > 0)
        {
            foreach (var (index, complaint) in named)
            {
                run.Verdicts[round.Pushes[index].ListingId] = ShopifyPushAnswers.Verdict(complaint);
            }
            run.Again([.. round.Pushes.Where((_, i) => !named.ContainsKey(i))], 0);
            return;
        }
        var first = complaints[0];
        switch (first.Code)
        {
            case "IDEMPOTENCY_CONCURRENT_REQUEST":
                run.Settle(round.Pushes, new PushVerdict.RetryAt(calls.Now + UnderWay, true, "The shop is still at work on the same write."));
                break;
            // The shop will not take this key again, whatever it was used for.
            case "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED" or "IDEMPOTENCY_KEY_PARAMETER_MISMATCH":
                run.Again(round.Pushes, round.Tries + 1);
                break;
            case var _ when round.Pushes.Count == 1:
                run.Settle(round.Pushes, ShopifyPushAnswers.Verdict(first));
                break;
            default:
                var half = round.Pushes.Count / 2;
                run.Again([.. round.Pushes.Take(half)], 0);
                run.Again([.. round.Pushes.Skip(half)], 0);
                break;
        }
    }

    /// <summary>Makes items keep a quantity at the location; returns those that do now.</summary>
    private async Task<IReadOnlyList<QuantityPush>> ActivateAsync(ShopifyShop shop, IReadOnlyList<QuantityPush> pushes, Run run, CancellationToken cancellationToken)
    {
        var ready = new List<QuantityPush>();
        foreach (var (at, push) in pushes.Index())
        {
            var key = ShopifyPush.KeyOf($"activate|{shop.Location}|{push.ExternalId}|{push.OperationKey}");
            using var reply = await calls.AskAsync(
                shop,
                ShopifyDocuments.Activate,
                json =>
                {
                    json.WriteString("item", push.ExternalId);
                    json.WriteString("location", shop.Location);
                    json.WriteString("key", key);
                },
                cancellationToken);
            run.Note(reply.Trace);
            if (reply.Fault is { } fault)
            {
                run.IsRefused = true;

                // Whether it keeps a quantity now changes nothing about what it shows: the whole is tried again.
                run.Settle([.. pushes.Skip(at)], fault.Push is PushVerdict.Unknown u ? new PushVerdict.RetryAt(null, false, u.Reason) : fault.Push);
                break;
            }
            if ((Complaint(reply.Data, "inventoryItemUpdate") ?? Complaint(reply.Data, "inventoryActivate")) is { } refusal)
            {
                run.Settle([push], refusal);
                continue;
            }
            ready.Add(push);
        }
        return ready;
    }

    private static PushVerdict? Complaint(JsonElement data, string member)
    {
        if (data.Member(member)?.Member("userErrors") is not { ValueKind: JsonValueKind.Array } errors)
        {
            return new PushVerdict.RetryAt(null, false, "The shop answered without the result of the change.");
        }
        return errors.GetArrayLength() == 0
            ? null
            : new PushVerdict.Rejected("not_activated", errors[0].Text("message") ?? "The shop does not keep a quantity of this item at the location.");
    }

    /// <summary>What one planned call came to so far.</summary>
    private sealed class Run
    {
        public Dictionary<long, PushVerdict> Verdicts { get; } = [];

        public Queue<Round> Waiting { get; } = new();

        public CallTrace? Trace { get; private set; }

        /// <summary>The shop did not take one of the calls as a whole.</summary>
        public bool IsRefused { get; set; }

        /// <summary>The last call is shown, with the time of all.</summary>
        public void Note(CallTrace trace) => Trace = trace with { Duration = trace.Duration + (Trace?.Duration ?? TimeSpan.Zero) };

        public void Settle(IEnumerable<QuantityPush> pushes, PushVerdict verdict)
        {
            foreach (var push in pushes)
            {
                Verdicts[push.ListingId] = verdict;
            }
        }

        public void Again(IReadOnlyList<QuantityPush> pushes, int tries)
        {
            if (pushes.Count > 0)
            {
                Waiting.Enqueue(new Round(pushes, tries));
            }
        }

        /// <summary>What is still waiting was not sent; a trouble of the whole shop is theirs too.</summary>
        public void GiveUp(PushVerdict? trouble)
        {
            var verdict = trouble is null or PushVerdict.Unknown ? new PushVerdict.RetryAt(null, true, "Not sent: an earlier part of the call failed.") : trouble;
            while (Waiting.TryDequeue(out var round))
            {
                Settle(round.Pushes, verdict);
            }
        }
    }
}
