package org.menura.generate.constrain.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.generate.constrain.grammar.Rx;

/** The formats of JSON Schema that a regular language can say (2020-12 validation, section 7.3). */
final class StringFormats {
    /** Formats of the standard that no automaton can check: refused where formats are enforced. */
    static final Set<String> KNOWN_ONLY = Set.of("idn-hostname", "regex");

    private static final Map<String, String> PATTERNS = new HashMap<>();

    /** Of formats that a regular language says but in part: strings of which it does not say whether they are of the format. */
    private static final Map<String, String> UNDECIDED = new HashMap<>();

    static {
        String month31 = "(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])";
        String month30 = "(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)";
        String february = "02-(?:0[1-9]|1\\d|2[0-8])";
        String leap = "(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29";
        String date = "(?:\\d{4}-(?:" + month31 + "|" + month30 + "|" + february + ")|" + leap + ")";
        String time = "(?:" + plainTime() + "|" + leapSecond() + ")";
        PATTERNS.put("date", date);
        PATTERNS.put("time", time);
        PATTERNS.put("date-time", date + "[Tt]" + time);
        PATTERNS.put(
                "duration",
                "P(?:\\d+W|(?:\\d+Y(?:\\d+M(?:\\d+D)?)?|\\d+M(?:\\d+D)?|\\d+D)(?:T" + durationTime() + ")?|T"
                        + durationTime() + ")");
        String byteValue = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
        String ipv4 = byteValue + "(?:\\." + byteValue + "){3}";
        PATTERNS.put("ipv4", ipv4);
        PATTERNS.put("ip-address", ipv4);
        String ipv6 = ipv6(ipv4);
        PATTERNS.put("ipv6", ipv6);
        String hex = "[0-9A-Fa-f]";
        PATTERNS.put("uuid", hex + "{8}-" + hex + "{4}-" + hex + "{4}-" + hex + "{4}-" + hex + "{12}");
        String label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
        String hostname = "(?=.{1,253}$)(?!(?:.*\\.)?..--)" + label + "(?:\\." + label + ")*";
        PATTERNS.put("hostname", hostname);
        PATTERNS.put("host-name", hostname);
        // What follows xn-- must decode (RFC 3492) to a label of RFC 5891; other labels of that form are reserved.
        String encoded = "(?:[A-Za-z0-9.-]*\\.)?[A-Za-z0-9-]{2}--[A-Za-z0-9.-]*";
        UNDECIDED.put("hostname", encoded);
        UNDECIDED.put("host-name", encoded);
        String atext = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]";
        String local = "(?:" + atext + "+(?:\\." + atext
                + "+)*|\"(?:[\\x20\\x21\\x23-\\x5B\\x5D-\\x7E]|\\\\[\\x20-\\x7E])*\")";
        String domain = label + "(?:\\." + label + ")*";
        PATTERNS.put("email", local + "@(?:" + domain + "|\\[" + ipv4 + "\\]|\\[IPv6:" + ipv6 + "\\])");
        String uatext = "(?:" + atext + "|[^\\x00-\\x7F])";
        String ulocal = "(?:" + uatext + "+(?:\\." + uatext
                + "+)*|\"(?:[\\x20\\x21\\x23-\\x5B\\x5D-\\x7E]|[^\\x00-\\x7F]|\\\\[\\x20-\\x7E])*\")";
        String ulabel =
                "(?:[A-Za-z0-9]|[^\\x00-\\x7F])(?:(?:[A-Za-z0-9-]|[^\\x00-\\x7F]){0,61}(?:[A-Za-z0-9]|[^\\x00-\\x7F]))?";
        PATTERNS.put("idn-email", ulocal + "@" + ulabel + "(?:\\." + ulabel + ")*");
        PATTERNS.put("json-pointer", "(?:/(?:[^/~]|~[01])*)*");
        PATTERNS.put("relative-json-pointer", "(?:0|[1-9]\\d*)(?:#|(?:/(?:[^/~]|~[01])*)*)");
        String ucs =
                "\\u{A0}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFEF}\\u{10000}-\\u{1FFFD}\\u{20000}-\\u{2FFFD}\\u{30000}-\\u{3FFFD}"
                        + "\\u{40000}-\\u{4FFFD}\\u{50000}-\\u{5FFFD}\\u{60000}-\\u{6FFFD}\\u{70000}-\\u{7FFFD}\\u{80000}-\\u{8FFFD}"
                        + "\\u{90000}-\\u{9FFFD}\\u{A0000}-\\u{AFFFD}\\u{B0000}-\\u{BFFFD}\\u{C0000}-\\u{CFFFD}\\u{D0000}-\\u{DFFFD}\\u{E1000}-\\u{EFFFD}";
        String priv = "\\u{E000}-\\u{F8FF}\\u{F0000}-\\u{FFFFD}\\u{100000}-\\u{10FFFD}";
        PATTERNS.put("uri", uri(ipv4, ipv6, "", "", false));
        PATTERNS.put("uri-reference", uri(ipv4, ipv6, "", "", true));
        PATTERNS.put("iri", uri(ipv4, ipv6, ucs, priv, false));
        PATTERNS.put("iri-reference", uri(ipv4, ipv6, ucs, priv, true));
        PATTERNS.put("uri-template", template(ucs + priv));
    }

    private StringFormats() {}

    static boolean has(String name) {
        return PATTERNS.containsKey(name);
    }

    static Set<String> names() {
        return Set.copyOf(PATTERNS.keySet());
    }

    static Rx compile(String name, Texts texts) {
        return texts.whole(PATTERNS.getOrDefault(name, "(?!)"));
    }

    /** Strings that may be of a format, or not; those of {@link #compile} are not among them. */
    static Rx undecided(String name, Texts texts) {
        return texts.whole(UNDECIDED.getOrDefault(name, "(?!)"));
    }

    private static String durationTime() {
        return "(?:\\d+H(?:\\d+M(?:\\d+S)?)?|\\d+M(?:\\d+S)?|\\d+S)";
    }

    private static String plainTime() {
        return "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:[Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)";
    }

    /**
     * Times of the second 60, which stands at 23:59 UTC alone (RFC 3339, 5.7): hours and minutes are each held to those
     * of the offset.
     */
    private static String leapSecond() {
        String f = "(?:\\.\\d+)?";
        List<String> west = new ArrayList<>();
        List<String> sameHour = new ArrayList<>();
        List<String> wholeHour = new ArrayList<>();
        for (int h = 0; h < 24; h++) {
            west.add("%02d:\\d\\d:60%s-%02d:\\d\\d".formatted(23 - h, f, h));
            sameHour.add("%02d:\\d\\d:60%s\\+%02d:\\d\\d".formatted(h, f, h));
            wholeHour.add("%02d:59:60%s\\+%02d:00".formatted((h + 23) % 24, f, h));
        }
        List<String> westMinute = new ArrayList<>();
        List<String> eastMinute = new ArrayList<>();
        for (int m = 0; m < 60; m++) {
            westMinute.add("\\d\\d:%02d:60%s-\\d\\d:%02d".formatted(59 - m, f, m));
            if (m > 0) {
                eastMinute.add("\\d\\d:%02d:60%s\\+\\d\\d:%02d".formatted(m - 1, f, m));
            }
        }
        return "(?:23:59:60" + f + "[Zz]|(?=" + String.join("|", west) + ")(?:" + String.join("|", westMinute) + ")|(?="
                + String.join("|", sameHour) + ")(?:" + String.join("|", eastMinute) + ")|"
                + String.join("|", wholeHour) + ")";
    }

    private static String ipv6(String ipv4) {
        String h = "[0-9A-Fa-f]{1,4}";
        String last = "(?:" + h + ":" + h + "|" + ipv4 + ")";
        String g = "(?:" + h + ":)";
        return "(?:" + g + "{6}" + last
                + "|::" + g + "{5}" + last
                + "|(?:" + h + ")?::" + g + "{4}" + last
                + "|(?:" + g + "{0,1}" + h + ")?::" + g + "{3}" + last
                + "|(?:" + g + "{0,2}" + h + ")?::" + g + "{2}" + last
                + "|(?:" + g + "{0,3}" + h + ")?::" + g + last
                + "|(?:" + g + "{0,4}" + h + ")?::" + last
                + "|(?:" + g + "{0,5}" + h + ")?::" + h
                + "|(?:" + g + "{0,6}" + h + ")?::)";
    }

    /** RFC 3986, appendix A; RFC 3987 with further characters. */
    private static String uri(String ipv4, String ipv6, String ucs, String priv, boolean relative) {
        String unreserved = "A-Za-z0-9._~" + ucs;
        String sub = "!$&'()*+,;=";
        String pct = "%[0-9A-Fa-f]{2}";
        String pchar = "(?:[" + unreserved + sub + ":@-]|" + pct + ")";
        String userinfo = "(?:[" + unreserved + sub + ":-]|" + pct + ")*";
        String literal = "\\[(?:" + ipv6 + "|[vV][0-9A-Fa-f]+\\.[A-Za-z0-9._~" + sub + ":-]+)\\]";
        String regName = "(?:[" + unreserved + sub + "-]|" + pct + ")*";
        String authority = "(?:" + userinfo + "@)?(?:" + literal + "|" + regName + ")(?::\\d*)?";
        String abempty = "(?:/" + pchar + "*)*";
        String absolute = "/(?:" + pchar + "+(?:/" + pchar + "*)*)?";
        String rootless = pchar + "+(?:/" + pchar + "*)*";
        String query = "(?:\\?(?:" + pchar + "|[/?" + priv + "])*)?";
        String fragment = "(?:#(?:" + pchar + "|[/?])*)?";
        String full = "[A-Za-z][A-Za-z0-9+.-]*:(?://" + authority + abempty + "|" + absolute + "|" + rootless + "|)"
                + query + fragment;
        if (!relative) {
            return full;
        }
        String segment = "(?:[" + unreserved + sub + "@-]|" + pct + ")+";
        String noScheme = segment + "(?:/" + pchar + "*)*";
        String part = "(?://" + authority + abempty + "|" + absolute + "|" + noScheme + "|)" + query + fragment;
        return "(?:" + full + "|" + part + ")";
    }

    /** RFC 6570. */
    private static String template(String ucs) {
        String pct = "%[0-9A-Fa-f]{2}";
        String literals = "(?:[!#$&'()*+,\\-./0-9:;=?@A-Z\\[\\]_a-z~" + ucs + "]|" + pct + ")";
        String varchar = "(?:[A-Za-z0-9_]|" + pct + ")";
        String varname = varchar + "(?:\\.?" + varchar + ")*";
        String varspec = varname + "(?:\\*|:[1-9]\\d{0,3})?";
        return "(?:" + literals + "|\\{[+#./;?&=,!@|]?" + varspec + "(?:," + varspec + ")*\\})*";
    }
}
