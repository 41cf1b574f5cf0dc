package org.menura.data.tag;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;
import org.menura.data.tag.TaggerType.Parameter;
import org.menura.data.text.PhraseFinder;

/** Decides by addresses, as datatrove's {@code URLFilter} does with lists of the user's. */
record UrlFilter(
        Set<String> domains,
        Set<String> urls,
        Set<String> words,
        Set<String> softWords,
        int softLimit,
        PhraseFinder subwords,
        PublicSuffixes suffixes)
        implements MapStage {
    private static final Pattern SCHEME = Pattern.compile("^(?:[a-zA-Z0-9+.-]+:)?//");
    private static final Pattern DOTS = Pattern.compile("[.\u3002\uFF0E\uFF61]++$");
    static final List<Parameter> PARAMETERS = List.of(
            Filters.parameter("domains", "none", "files of hosts and registered domains, one a line"),
            Filters.parameter("urls", "none", "files of addresses"),
            Filters.parameter("banned_words", "none", "files of words, one of which in an address is enough"),
            Filters.parameter("soft_banned_words", "none", "files of words, several of which are needed"),
            Filters.parameter("soft_word_threshold", 2, "how many of them"),
            Filters.parameter("banned_subwords", "none", "files of words that may be part of others"),
            Filters.parameter(
                    "public_suffixes", "common ones", "the list of publicsuffix.org, to tell registered domains"));

    static MapStage stage(Options options) {
        UrlFilter filter = new UrlFilter(
                entries(options, "domains", false).stream()
                        .map(domain -> domain.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet()),
                entries(options, "urls", false),
                entries(options, "banned_words", true),
                entries(options, "soft_banned_words", true),
                (int) options.whole("soft_word_threshold", 2, 1, 1_000_000),
                new PhraseFinder(List.of(entries(options, "banned_subwords", true))),
                options.has("public_suffixes")
                        ? PublicSuffixes.read(options.file("public_suffixes"))
                        : PublicSuffixes.COMMON);
        if (PARAMETERS.stream().noneMatch(p -> !p.name().equals("public_suffixes") && options.has(p.name()))) {
            throw options.error("", "a filter of addresses takes at least one list, such as domains: [FILE]");
        }
        return filter;
    }

    private static Set<String> entries(Options options, String key, boolean plain) {
        Set<String> entries = new HashSet<>();
        for (Path file : options.files(key)) {
            for (String line : BadWords.lines(file)) {
                String entry = plain ? plain(line) : line.strip();
                if (!line.startsWith("#") && !entry.isEmpty()) {
                    entries.add(entry);
                }
            }
        }
        return entries;
    }

    private static String plain(String text) {
        return text.replaceAll("[^a-zA-Z0-9]+", "").toLowerCase(Locale.ROOT);
    }

    /** The host of an address, with or without a scheme: in small letters, without user, port and dots at its end. */
    private static String host(String url) {
        String rest = SCHEME.matcher(url.strip()).replaceFirst("").split("[/?#]", 2)[0];
        String host = rest.substring(rest.lastIndexOf('@') + 1);
        if (!host.startsWith("[")) {
            host = DOTS.matcher(host.split(":", 2)[0].strip()).replaceFirst("");
        } else if (host.indexOf(']') > 0) {
            host = host.substring(0, host.indexOf(']') + 1);
        }
        return host.toLowerCase(Locale.ROOT);
    }

    @Override
    public Outcome apply(Row row) {
        String url = MetadataFilters.url(row.document());
        String host = host(url);
        if (domains.contains(suffixes.registered(host))) {
            return Outcome.drop("domain", host);
        }
        if (domains.contains(host)) {
            return Outcome.drop("subdomain", host);
        }
        if (urls.contains(url)) {
            return Outcome.drop("url");
        }
        List<String> parts = new ArrayList<>(new HashSet<>(Arrays.asList(url.split("[^a-zA-Z0-9]+"))));
        if (parts.stream().anyMatch(words::contains)) {
            return Outcome.drop("hard_blacklisted");
        }
        if (parts.stream().filter(softWords::contains).count() >= softLimit) {
            return Outcome.drop("soft_blacklisted");
        }
        int[] all = plain(url).codePoints().toArray();
        return subwords.find(all, 0, all.length) != 0 ? Outcome.drop("blacklisted_subword") : Outcome.keep(row);
    }
}
