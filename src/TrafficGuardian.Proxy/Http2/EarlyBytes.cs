namespace TrafficGuardian.Proxy.Http2;

/// <summary>
/// How much of what a client sends on streams that are not yet what it asked for may still be held, over all streams of
/// a connection.
/// </summary>
internal sealed class EarlyBytes(int most)
{
    private int _left = most;

    public bool TryTake(int count)
    {
        if (count > _left)
        {
            return false;
        }

        _left -= count;
        return true;
    }

    public void GiveBack(int count) => _left += count;
}
