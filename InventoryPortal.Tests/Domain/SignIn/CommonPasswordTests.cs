using InventoryPortal.Domain.SignIn;
using Xunit;

namespace InventoryPortal.Tests.Domain.SignIn;

/// <summary>Long enough is not enough where everybody's list of guesses has it.</summary>
public sealed class CommonPasswordTests
{
    [Theory]
    [InlineData("password123456")]
    [InlineData("123456789012")]
    [InlineData("passwordpassword")]
    [InlineData("qwertyuiop12")]
    [InlineData("1qaz2wsx3edc")]
    [InlineData("P@ssw0rd2026!")]
    [InlineData("Welcome20262026")]
    [InlineData("abcabcabcabc")]
    [InlineData("iloveyou1234")]
    [InlineData("zxcvbnmasdfgh")]
    [InlineData("woaini5201314")]
    [InlineData("InventoryPortal1")]
    public void One_of_a_list_of_guesses_is_common(string password) => Assert.True(CommonPassword.Matches(password));

    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("a quiet harbour at dawn")]
    [InlineData("a long enough password")]
    [InlineData("chosen by the person alone")]
    [InlineData("kT7#vq9Lm2xZ")]
    [InlineData("北方的港口在清晨很安静啊")]
    public void Words_of_ones_own_and_what_a_keeper_of_passwords_makes_are_not(string password) => Assert.False(CommonPassword.Matches(password));
}
