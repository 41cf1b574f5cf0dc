package org.menura.data.tag;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;

/** Puts other addresses for e-mail and IP addresses, as datatrove's formatter does, but beginning anew in each document. */
final class PiiReplacer {
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)";
    // What follows an atom or a label can't be part of it. So nothing need be given back, and a long text takes no deep
    // stack.
    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++";
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
    /** A word's edge as Python sees it: letters and numbers of all kinds are words, marks of accents are not. */
    private static final String EDGE = "(?:(?<![\\p{L}\\p{N}_])(?=[A-Za-z0-9_])|(?<=[\\p{L}\\p{N}_])(?![A-Za-z0-9_]))";

    private static final Pattern EMAIL = Pattern.compile(EDGE + ATOM + "(?:\\." + ATOM + ")*+@"
            + "(?:" + LABEL + "(?:\\." + LABEL + ")++"
            + "|\\[(?:" + OCTET + "\\.){3}(?:" + OCTET + "|[A-Za-z0-9-]*[A-Za-z0-9]:)])");
    private static final Pattern IP = Pattern.compile("(?:" + OCTET + "\\.){3}" + OCTET);
    private static final List<String> EMAILS = List.of("email@example.com", "firstname.lastname@example.org");
    private static final List<String> IPS = List.of(
            "22.214.171.124", "126.96.36.199", "188.8.131.52", "184.108.40.206", "220.127.116.11", "18.104.22.168");

    private PiiReplacer() {}

    static MapStage stage(Options options) {
        boolean emails = options.flag("emails", true);
        boolean ips = options.flag("ips", true);
        boolean onlyPublic = options.flag("only_public_ips", true);
        List<String> otherEmails = options.has("email_replacement") ? options.texts("email_replacement") : EMAILS;
        List<String> otherIps = options.has("ip_replacement") ? options.texts("ip_replacement") : IPS;
        return row -> {
            String text = row.text();
            text = emails && text.indexOf('@') >= 0 ? replace(text, EMAIL, otherEmails, match -> true) : text;
            text = ips ? replace(text, IP, otherIps, match -> IpAddress.isReplaced(match, onlyPublic)) : text;
            return Outcome.keep(row.withText(text));
        };
    }

    private static String replace(String text, Pattern pattern, List<String> others, Predicate<String> valid) {
        Matcher matcher = pattern.matcher(text);
        StringBuilder out = new StringBuilder();
        int next = 0;
        while (matcher.find()) {
            boolean replaced = valid.test(matcher.group());
            String other = replaced ? others.get(next) : matcher.group();
            matcher.appendReplacement(out, Matcher.quoteReplacement(other));
            next = replaced ? (next + 1) % others.size() : next;
        }
        return matcher.appendTail(out).toString();
    }
}
