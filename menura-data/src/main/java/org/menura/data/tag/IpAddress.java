package org.menura.data.tag;

/** Tells public IPv4 addresses from those of private and special networks (IANA's registry, RFC 6890). */
final class IpAddress {
    /** Networks that are not global: address, bits. */
    private static final String[] SPECIAL = {
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/29",
        "192.0.0.170/31",
        "192.0.2.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "240.0.0.0/4",
        "255.255.255.255/32"
    };

    private IpAddress() {}

    /** Whether a match is an address that is to be replaced: without leading zeros, and public if only such are. */
    static boolean isReplaced(String match, boolean onlyPublic) {
        long address = parse(match);
        if (address < 0) {
            return false;
        }
        if (!onlyPublic) {
            return true;
        }
        for (String network : SPECIAL) {
            int slash = network.indexOf('/');
            int bits = Integer.parseInt(network.substring(slash + 1));
            if (address >>> 32 - bits == parse(network.substring(0, slash)) >>> 32 - bits) {
                return false;
            }
        }
        return true;
    }

    private static long parse(String text) {
        long address = 0;
        for (String part : text.split("\\.")) {
            if (part.length() > 1 && part.startsWith("0")) {
                return -1;
            }
            address = address << 8 | Integer.parseInt(part);
        }
        return address;
    }
}
