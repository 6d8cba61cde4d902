using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Taobao;

/// <summary>Every method that the adapter calls, answered as no healthy gateway answers.</summary>
public sealed class TopMalformedTests : TopEveryMethod
{
    [Theory]
    [MemberData(nameof(Methods))]
    public async Task No_malformed_answer_is_a_success_or_a_number(string method)
    {
        AnswerEverything();
        var tried = CaseOf(method);
        Spoil(method, http => AnsweringServer.WriteAsync(http, 200, tried.Good));
        Assert.True(await tried.Succeeds(), "the good answer");
        foreach (var (name, write) in MalformedAnswers.Of(tried.Good, tried.Value).Where(a => tried.Fine?.Invoke(a.Name) != true))
        {
            Spoil(method, write);
            Assert.False(await tried.Succeeds(), name);
        }
    }
}
