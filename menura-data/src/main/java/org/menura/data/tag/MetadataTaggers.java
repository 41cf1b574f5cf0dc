package org.menura.data.tag;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.data.text.XxHash;
import org.menura.format.FormatException;

/** Taggers that look at what else is known of a document: its address, its page, its name. */
final class MetadataTaggers {
    private static final TaggerType.Parameter FILES =
            new TaggerType.Parameter("files", "needed", "lists, one host, address or line of a hosts file a line");

    private MetadataTaggers() {}

    static List<TaggerType> types() {
        Licence full = new Licence("cc_re", Licence.FULL);
        Licence fast = new Licence("cc_re_fast", Licence.FAST);
        return List.of(
                TaggerType.plain(full, "Creative Commons licences in metadata.html, with version and language."),
                TaggerType.plain(fast, "Links to Creative Commons licences in metadata.html."),
                new TaggerType(
                        "url_blocklist",
                        "Whether metadata.url is on a list.",
                        List.of(FILES),
                        options -> new Listed("url_blocklist", UrlList.read(options.files("files"), false))),
                new TaggerType(
                        "domain_blocklist",
                        "Whether the host of metadata.url is on a list.",
                        List.of(FILES),
                        options -> new Listed("domain_blocklist", UrlList.read(options.files("files"), true))),
                new TaggerType(
                        "random_number_v1",
                        "A number from 0 to 1 by the document's source and id, the same in every run.",
                        List.of(new TaggerType.Parameter("seed", "1", "another draw")),
                        options -> new Random("random_number_v1", options.whole("seed", 1, 0, Long.MAX_VALUE))));
    }

    private record Listed(String name, UrlList list) implements Tagger {
        @Override
        public void tag(TaggedText text, SpanSink out) {
            JsonNode url = text.document().metadata("url");
            if (url.isTextual() && list.contains(url.textValue())) {
                out.add("url", 0, text.length(), 1);
            }
        }
    }

    private record Random(String name, long seed) implements Tagger {
        @Override
        public void tag(TaggedText text, SpanSink out) {
            byte[] key = (text.document().source() + '\0' + text.document().id())
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8);
            out.add("random", 0, text.length(), (XxHash.hash64(key, 0, key.length, seed) >>> 11) * 0x1p-53);
        }
    }

    private record Licence(String name, Pattern pattern) implements Tagger {
        private static final String W = "[\\w\\p{M}]";
        static final Pattern FULL = Pattern.compile(
                "<(?:a|A|meta)\\s[\\w\\p{IsPunctuation}\\p{S}\\s=]*\n*(?:href|HREF|content)=(?:'|\"|&quot;)?https*"
                        + "://creativecommons\\.org/(?:licenses/(?<type>by(?:-nc)?(?:-nd)?(?:-sa)?)"
                        + "|(?<public>publicdomain/(?:zero|certification|mark)))(?<version>/\\d+\\.\\d+)?"
                        + "(?:(?:/" + W + "{2})?/(?:(?:deed|legalcode)\\.)?(?<lang>" + W + "{2}))?"
                        + "[^\n]*?(?:'|\"|&quot;)[^\n]*?>",
                Pattern.UNICODE_CHARACTER_CLASS);
        static final Pattern FAST = Pattern.compile("https?://creativecommons\\.org/licenses/"
                + "(?<type>by|by-sa|by-nd|by-nc|by-nc-sa|by-nc-nd|publicdomain)[\"/ >]");

        @Override
        public void tag(TaggedText text, SpanSink out) {
            JsonNode html = text.document().metadata("html");
            if (!html.isTextual()) {
                throw new FormatException("document %s has no page in metadata.html, where %s looks for licences"
                        .formatted(text.document().id(), name));
            }
            String page = html.textValue();
            if (!page.contains("creativecommons.org/licenses") && !page.contains("creativecommons.org/publicdomain")) {
                return;
            }
            Matcher matcher = pattern.matcher(page);
            for (int i = 0; matcher.find(); i++) {
                StringBuilder type = new StringBuilder("cc_");
                type.append(group(matcher, "type") == null ? group(matcher, "public") : group(matcher, "type"));
                String version = group(matcher, "version");
                String language = group(matcher, "lang");
                type.append(version == null ? "" : "_" + version.substring(1));
                type.append(language == null ? "" : "_" + language);
                // Each further licence is less certain.
                out.add(type.toString(), 0, text.length(), 0.5 + 0.5 / (i + 1.0));
            }
        }

        private static @Nullable String group(Matcher matcher, String name) {
            return matcher.namedGroups().containsKey(name) ? matcher.group(name) : null;
        }
    }
}
