package org.integrationstack.gateway.signature;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import org.integrationstack.common.provider.SignatureScheme.Encoding;
import org.integrationstack.common.provider.SignatureScheme.SignatureHeader;
import org.integrationstack.common.provider.SignatureScheme.SignatureList;

/**
 * What a signature header says, read by its grammar and no more liberally: nothing is trimmed, unescaped or guessed.
 *
 * @param signatures one at least; any may be the right one
 * @param time what stands under the tag of the time, where there is such a tag
 */
record SignatureField(List<byte[]> signatures, Optional<String> time) {

    /** More than any rotation needs; without an end a header could make us compare for long. */
    static final int MOST = 16;

    /**
     * Empty where no signature of that length can be read, or the time is missing or there twice.
     *
     * @param length how long a signature is, in bytes
     * @param timeTag the tag of the time, where it stands in this header
     */
    static Optional<SignatureField> read(SignatureHeader grammar, Optional<String> timeTag, int length, String header) {
        if (!header.startsWith(grammar.prefix())) {
            return Optional.empty();
        }
        Reading reading = new Reading(grammar.encoding(), length, timeTag);
        String text = header.substring(grammar.prefix().length());
        grammar.list().ifPresentOrElse(list -> reading.list(list, text), () -> reading.signature(text));
        return reading.result();
    }

    private static final class Reading {
        private final Encoding encoding;
        private final int length;
        private final Optional<String> timeTag;
        private final List<byte[]> signatures = new ArrayList<>();
        private final List<String> times = new ArrayList<>();

        Reading(Encoding encoding, int length, Optional<String> timeTag) {
            this.encoding = encoding;
            this.length = length;
            this.timeTag = timeTag;
        }

        void list(SignatureList list, String text) {
            int from = 0;
            for (int end = 0; end >= 0; from = end + 1) {
                end = text.indexOf(list.separator(), from);
                item(list, end < 0 ? text.substring(from) : text.substring(from, end));
            }
        }

        private void item(SignatureList list, String item) {
            list.assign().ifPresentOrElse(assign -> tagged(list, assign, item), () -> signature(item));
        }

        private void tagged(SignatureList list, String assign, String item) {
            int at = item.indexOf(assign);
            String tag = at < 0 ? "" : item.substring(0, at);
            String value = item.substring(at + 1);
            if (timeTag.filter(tag::equals).isPresent()) {
                times.add(value);
            } else if (list.accept().contains(tag)) {
                signature(value);
            }
        }

        /** One that cannot be read is passed over: another may be right. */
        void signature(String text) {
            decoded(text).filter(code -> code.length == length).ifPresent(signatures::add);
        }

        private Optional<byte[]> decoded(String text) {
            try {
                return encoding == Encoding.HEX ? Optional.of(HexFormat.of().parseHex(text)) : base64(text);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        /** With padding and without stray bits, which Java's decoder would forgive. */
        private static Optional<byte[]> base64(String text) {
            byte[] bytes = Base64.getDecoder().decode(text);
            return Optional.of(bytes)
                    .filter(code -> Base64.getEncoder().encodeToString(code).equals(text));
        }

        Optional<SignatureField> result() {
            boolean readable = !signatures.isEmpty() && signatures.size() <= MOST;
            boolean timed = times.size() == (timeTag.isPresent() ? 1 : 0);
            return readable && timed
                    ? Optional.of(new SignatureField(
                            List.copyOf(signatures), times.stream().findFirst()))
                    : Optional.empty();
        }
    }
}
