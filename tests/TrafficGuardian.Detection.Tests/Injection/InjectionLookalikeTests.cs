namespace TrafficGuardian.Detection.Tests.Injection;

public sealed class InjectionLookalikeTests
{
    private static readonly string[] Everyday =
    [
        "Use a pipe to send output to the shell.", "type T = A | Shell | B", "(foo|bash|zsh)$", "case \"$1\" in start|sh) ;; esac",
        "| Shell | Windows |\n|---|---|\n| bash | no |", "| Use curl to get it | bash | yes |", "completion bash|fish|zsh",
        "curl -s https://host.example/v1/models | jq -r '.data'", "curl https://host.example/f | sha256sum -c",
        "curl -s https://host.example/d.json | python3 -m json.tool", "curl -f https://host.example || bash retry.sh",
        "curl https://host.example/key.asc | sudo tee /etc/apt/keyrings/x.asc", "ps aux | grep bash", "iex(1)> 1 + 1",
        "gcc -c main.c", "wc -c file", "ssh -c aes256-ctr host", "dotnet publish -c Release", "bash build.sh -c Release",
        "python script.py -c config.yml", "python -m pytest -c pytest.ini", "perl -pi -e 's/a/b/' f", "node server.js", "bash --version",
        "The `bash -c` flag takes a string", "Use sh -c to run a string", "python3 -c \"import torch; print(torch.__version__)\"",
        "nc -zv host 443", "nc -l 8080", "exec 3>&1", "bash -i", "mkfifo /tmp/pipe", "telnet host 25", "os.dup2(fd, 1)",
        "import socket\ns=socket.socket()\ns.connect((\"db\",5432))", "socat TCP-LISTEN:80,fork TCP:web:80", "new TcpClient(\"db\", 5432)",
        "rm file.txt", "rm -f *.o", "rm -rf node_modules && npm install", "rm -rf dist build", "docker rm -f $(docker ps -aq)",
        "docker run --rm -it -v /:/host alpine", "git rm -r --cached .", "npm rm lodash", "terraform -refresh", "rm: cannot remove",
        "rm -rf /tmp/build", "find . -name '*.pyc' -delete", "find . -exec rm {} +", "mount /dev/sda1 /mnt", "dd if=a.iso of=b.img",
        "ls -la ~/.ssh/authorized_keys", "chmod 600 ~/.ssh/authorized_keys", "cat ~/.ssh/authorized_keys",
        "cp ~/.ssh/authorized_keys /backup/", "AuthorizedKeysFile .ssh/authorized_keys", "ssh-keygen -t ed25519 -C me@host.example",
        "Your public key goes into ~/.ssh/authorized_keys on the server.", "<li>authorized_keys</li>",
    ];

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var text in Everyday)
        {
            foreach (var wrapping in Wrapping.Names)
                data.Add(wrapping, text);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Prose_about_commands_and_everyday_commands_are_silent(string wrapping, string text) =>
        Assert.Empty(InjectionScan.Patterns(Wrapping.Wrap(wrapping, text)));

    [Fact]
    public void Neighbouring_json_strings_do_not_join_to_a_command() =>
        Assert.Empty(InjectionScan.Patterns("""{"a":"curl https://host.example/x","b":"A | sh","cmd":"rm -rf dist","cwd":"/home"}"""));
}
