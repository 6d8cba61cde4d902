using System.Text;
using InventoryPortal.Domain.SignIn;
using Xunit;

namespace InventoryPortal.Tests.Domain.SignIn;

public sealed class TotpTests
{
    /// <summary>The key of RFC 6238, appendix B.</summary>
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void The_codes_are_those_of_RFC_6238(long seconds, string code) =>
        Assert.Equal(code, Totp.Code(Key, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Fact]
    public void A_code_counts_one_step_before_and_after_its_own_and_no_further()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1234567890);
        var code = Totp.Code(Key, Totp.StepOf(now));

        Assert.All(new[] { -30, 0, 30 }, seconds => Assert.Equal(Totp.StepOf(now), Totp.FindStep(Key, code, now.AddSeconds(seconds))));
        Assert.All(new[] { -60, 60, 3600 }, seconds => Assert.Null(Totp.FindStep(Key, code, now.AddSeconds(seconds))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("05924")]
    [InlineData("0059240")]
    [InlineData("00592a")]
    [InlineData("+05924")]
    [InlineData("٠٠٥٩٢٤")]
    public void What_is_not_six_digits_is_no_code(string text) => Assert.Null(Totp.FindStep(Key, text, DateTimeOffset.FromUnixTimeSeconds(1234567890)));

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Keys_are_written_as_RFC_4648_says(string bytes, string text) => Assert.Equal(text, Base32.Write(Encoding.ASCII.GetBytes(bytes)));
}
