package org.menura.conference.office;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.menura.format.FormatException;

/** A mail of the inbox, read from its text. */
record Letter(
        String id,
        String name,
        String from,
        Instant date,
        String subject,
        String messageId,
        String replyTo,
        String body) {
    static Letter parse(String id, String text) {
        String plain = text.replace("\r\n", "\n");
        int end = plain.indexOf("\n\n");
        if (end < 0) {
            throw new FormatException("the mail %s has no empty line behind its head".formatted(id));
        }
        Map<String, String> head = new HashMap<>();
        for (String line : plain.substring(0, end).split("\n")) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                head.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 2).strip());
            }
        }
        String from = head.getOrDefault("from", "");
        int open = from.lastIndexOf('<');
        if (open < 0 || !from.endsWith(">") || !head.containsKey("date") || !head.containsKey("message-id")) {
            throw new FormatException(
                    "the mail %s lacks a sender of the form NAME <ADDRESS>, a date or a Message-ID".formatted(id));
        }
        return new Letter(
                id,
                from.substring(0, open).strip(),
                from.substring(open + 1, from.length() - 1).toLowerCase(Locale.ROOT),
                ZonedDateTime.parse(head.getOrDefault("date", ""), DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant(),
                head.getOrDefault("subject", ""),
                head.getOrDefault("message-id", ""),
                head.getOrDefault("in-reply-to", ""),
                plain.substring(end + 2).strip());
    }

    /** What it asks: its body without greeting and name. */
    String question() {
        String[] parts = body.split("\n\n");
        return parts.length >= 3 ? String.join(" ", java.util.Arrays.copyOfRange(parts, 1, parts.length - 1)) : body;
    }
}
