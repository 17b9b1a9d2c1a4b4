using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Tests.Reviewing;

public sealed class ReviewEvidenceTests
{
    [Theory]
    [InlineData("X-Operator-Approval: {0}", "{{}}")]
    [InlineData("X-OpenClaw-Approval-Token: {0}", "{{}}")]
    [InlineData("x-approval-id: {0}", "{{}}")]
    [InlineData("X-Human-Approved-By: {0}", "{{}}")]
    [InlineData("Accept: */*", """{{"text":"a","approval_token":"{0}"}}""")]
    [InlineData("Accept: */*", """{{"text":"a","metadata":{{"approvalId":"{0}"}}}}""")]
    [InlineData("Accept: */*", """{{"approval":{{"id":"{0}","status":"granted"}}}}""")]
    [InlineData("Accept: */*", """{{"approved":true,"note":"{0}"}}""")]
    [InlineData("Accept: */*", "status=a&operator_approval={0}")]
    public void An_approval_marker_is_seen_and_its_value_goes_nowhere(string header, string body)
    {
        var secret = "approval-" + RandomNumberGenerator.GetHexString(24, lowercase: true);
        var found = Assert.Single(SocialScan.Run(
            "POST", "https://api.x.com/2/tweets", string.Format(null, body, secret), string.Format(null, header, secret) + "\r\n"));

        Assert.True(found.Finding.Review!.HasApprovalMarker);
        Assert.Equal(Severity.Low, found.Finding.Severity);
        var output = new ArrayBufferWriter<byte>();
        FindingJson.Write(found.Finding, output);
        Assert.DoesNotContain(secret, Encoding.UTF8.GetString(output.WrittenSpan) + found + found.Wrapping, StringComparison.Ordinal);
    }

    [Fact]
    public void A_marker_in_the_query_is_seen_and_not_told()
    {
        var found = Assert.Single(SocialScan.Run("POST", "https://api.x.com/2/tweets?approval_token=abcdef123", "{}"));
        Assert.True(found.Finding.Review!.HasApprovalMarker);
        Assert.DoesNotContain("abcdef", found.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Operator-Approval: false", "{}")]
    [InlineData("X-Operator-Approval:", "{}")]
    [InlineData("X-Approval-Required: yes", "{}")]
    [InlineData("X-Requires-Approval: true", "{}")]
    [InlineData("X-Approval: pending", "{}")]
    [InlineData("Accept: */*", """{"text":"the approval token is approved","approved":false}""")]
    [InlineData("Accept: */*", """{"approval":{"id":"7","status":"pending"}}""")]
    [InlineData("Accept: */*", """{"approval":null,"approval_policy":"never","unapproved":true}""")]
    [InlineData("Accept: */*", "status=approved+by+operator&approval_token=")]
    public void What_is_no_approval_is_none(string header, string body) =>
        Assert.False(SocialScan.Fields(header + "\r\n", body).HasApprovalMarker);

    [Theory]
    [InlineData("User-Agent: OpenClaw-Cron/1.2", "{}", "scheduler")]
    [InlineData("X-OpenClaw-Cron-Job-Id: 7", "{}", "scheduler")]
    [InlineData("User-Agent: Google-Cloud-Scheduler", "{}", "scheduler")]
    [InlineData("X-OpenClaw-Session-Key: agent:main:cron:daily", "{}", "scheduler")]
    [InlineData("Accept: */*", """{"schedule_id":"7"}""", "scheduler")]
    [InlineData("Accept: */*", """{"sessionKey":"agent:main:cron:7"}""", "scheduler")]
    [InlineData("X-OpenClaw-Trigger: manual\r\nX-Scheduler-Id: 7", "{}", "scheduler")]
    [InlineData("X-Execution-Context: background_runner", "{}", "background_runner")]
    [InlineData("X-Background: true", "{}", "background_runner")]
    [InlineData("X-OpenClaw-Session-Key: agent:main:subagent:7", "{}", "background_runner")]
    [InlineData("User-Agent: tweet-worker/2", "{}", "background_runner")]
    [InlineData("Accept: */*", """{"context":{"executionContext":"BackgroundRunner"}}""", "background_runner")]
    [InlineData("X-OpenClaw-Trigger: operator", "{}", "direct_operator")]
    [InlineData("X-Execution-Context: direct_operator", "{}", "direct_operator")]
    [InlineData("Accept: */*", """{"triggered_by":"operator"}""", "direct_operator")]
    [InlineData("User-Agent: Mozilla/5.0 (X11; Linux x86_64)", "{}", "unknown")]
    [InlineData("User-Agent: some-cli/2", "{}", "unknown")]
    [InlineData("X-Background: false", "{}", "unknown")]
    [InlineData("X-Csrf-Token: cron", """{"text":"cron scheduler worker","scheduled_at":"2026-01-01"}""", "unknown")]
    public void Who_set_it_going_is_told_by_metadata_and_not_by_content(string header, string body, string origin) =>
        Assert.Equal(origin, ReviewNames.Of(SocialScan.Fields(header + "\r\n", body).Origin));

    [Theory]
    [InlineData("User-Agent: curl/8", "https://api.x.com/2/tweets", "http_request")]
    [InlineData("User-Agent: TweetClaw/1.6", "https://api.x.com/2/tweets", "openclaw_tool_request")]
    [InlineData("User-Agent: @xonder/clawbird 1.0", "https://api.x.com/2/tweets", "openclaw_tool_request")]
    [InlineData("X-OpenClaw-Tool: x_post_tweet", "https://api.x.com/2/tweets", "openclaw_tool_request")]
    [InlineData("User-Agent: node", "https://xquik.com/api/v1/x/tweets", "openclaw_tool_request")]
    [InlineData("User-Agent: node", "http://127.0.0.1:8999/api/v1/x/tweets", "unknown")]
    public void What_made_it_is_told(string header, string url, string source) =>
        Assert.Equal(source, ReviewNames.Of(SocialScan.Fields(header + "\r\n", "{}", url).Source));

    [Fact]
    public void What_repeats_itself_without_approval_matters_most()
    {
        Severity Of(string headers) => Assert.Single(SocialScan.Run("POST", "https://api.x.com/2/tweets", "{}", headers)).Finding.Severity;

        Assert.Equal(Severity.High, Of("X-OpenClaw-Trigger: cron\r\n"));
        Assert.Equal(Severity.Medium, Of("X-OpenClaw-Trigger: operator\r\n"));
        Assert.Equal(Severity.Low, Of("X-OpenClaw-Trigger: cron\r\nX-Approval-Id: 7\r\n"));
    }
}
