package org.menura.data.tag;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.format.FormatException;

/** A list of addresses or hosts that documents are looked up in, as Dolma reads its lists. */
final class UrlList {
    private static final Pattern HOSTS =
            Pattern.compile("([0-9a-f.:]+)\\s+((?:[a-z0-9\\-_]+\\.?){2,}+|localhost|localdomain)");
    private static final Pattern PLAIN = Pattern.compile("(?:[a-z0-9\\-_]+\\.?){2,}+|localhost|localdomain");
    private static final Pattern ADBLOCK = Pattern.compile("\\|+((?:[a-z0-9\\-_]+\\.?){2,}+|localhost|localdomain)\\^");

    private static final Set<String> LOCAL = Set.of("127.0.0.1", "0.0.0.0", "::1", "::");

    private final Set<String> entries = new HashSet<>();
    private final boolean hosts;

    private UrlList(boolean hosts) {
        this.hosts = hosts;
    }

    /** Reads lists; of hosts, or of whole addresses. */
    static UrlList read(List<Path> files, boolean hosts) {
        if (files.isEmpty()) {
            throw new FormatException("a list of addresses takes files: [...], and none are given");
        }
        UrlList list = new UrlList(hosts);
        for (Path file : files) {
            BadWords.lines(file).forEach(list::line);
        }
        if (list.entries.isEmpty()) {
            throw new FormatException("no address or host was found in " + files);
        }
        return list;
    }

    private void line(String raw) {
        String line = raw.strip().toLowerCase(Locale.ROOT);
        if (line.isEmpty() || line.startsWith("#") || line.startsWith(";") || line.startsWith("!")) {
            return;
        }
        Matcher entry = HOSTS.matcher(line);
        if (entry.lookingAt()) {
            String host = entry.group(2);
            if (!LOCAL.contains(entry.group(1))) {
                add(entry.group(1));
            }
            if (!host.equals("localhost") && !host.equals("localdomain")) {
                add(host);
            }
            return;
        }
        Matcher rule = ADBLOCK.matcher(line);
        if (rule.lookingAt()) {
            add(rule.group(1));
        } else if (PLAIN.matcher(line).lookingAt() || line.contains("://")) {
            add(line);
        }
    }

    private void add(String address) {
        String clean = clean(address);
        if (!clean.isEmpty()) {
            entries.add(hosts ? withoutWww(host(clean)) : clean);
        }
    }

    boolean contains(String url) {
        String clean = clean(url);
        return !clean.isEmpty() && entries.contains(hosts ? withoutWww(host(clean)) : clean);
    }

    /** Host, port and path: without scheme, user, query and fragment. */
    static String clean(String url) {
        String rest = url.strip().toLowerCase(Locale.ROOT);
        int scheme = rest.indexOf("://");
        rest = scheme >= 0 ? rest.substring(scheme + 3) : rest.startsWith("//") ? rest.substring(2) : rest;
        for (char end : new char[] {'#', '?'}) {
            int at = rest.indexOf(end);
            rest = at >= 0 ? rest.substring(0, at) : rest;
        }
        int path = rest.indexOf('/');
        String authority = path >= 0 ? rest.substring(0, path) : rest;
        String user = authority.substring(authority.lastIndexOf('@') + 1);
        String all = user + (path >= 0 ? rest.substring(path) : "");
        int end = all.length();
        while (end > 0 && all.charAt(end - 1) == '/') {
            end--;
        }
        return all.substring(0, end);
    }

    /** The host of a cleaned address, without its port. */
    static String host(String clean) {
        int path = clean.indexOf('/');
        String authority = path >= 0 ? clean.substring(0, path) : clean;
        int port = authority.lastIndexOf(':');
        return port >= 0
                        && authority.indexOf(']', port) < 0
                        && authority.substring(port + 1).matches("\\d*")
                ? authority.substring(0, port)
                : authority;
    }

    private static String withoutWww(String host) {
        return host.startsWith("www.") ? host.substring(4) : host;
    }
}
