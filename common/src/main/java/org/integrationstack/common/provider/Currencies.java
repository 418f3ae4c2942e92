package org.integrationstack.common.provider;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * In which unit a provider writes amounts: how many decimals lie behind one of each currency.
 *
 * @param decimals by the code in upper case, those that differ from {@code otherwise}
 * @param otherwise the decimals of all others; {@link #BY_STANDARD} for those of ISO 4217
 */
public record Currencies(Map<String, Integer> decimals, int otherwise) {
    /** Amounts are in the smallest unit that ISO 4217 knows. */
    public static final int BY_STANDARD = -1;

    /** What holds where a definition says nothing. */
    public static final Currencies STANDARD = new Currencies(Map.of(), BY_STANDARD);

    private static final int MOST_COMMON = 2;
    private static final Map<String, Integer> STANDARD_DECIMALS = Currency.getAvailableCurrencies().stream()
            .filter(currency -> currency.getDefaultFractionDigits() >= 0)
            .collect(Collectors.toUnmodifiableMap(
                    Currency::getCurrencyCode, Currency::getDefaultFractionDigits, (one, same) -> one));

    public Currencies {
        decimals = Map.copyOf(decimals);
    }

    /** Two decimals but for those named. */
    public static Currencies of(Collection<String> withoutDecimals, Collection<String> withThree) {
        Map<String, Integer> decimals = new HashMap<>();
        withoutDecimals.forEach(code -> decimals.put(code, 0));
        withThree.forEach(code -> decimals.put(code, 3));
        return new Currencies(decimals, MOST_COMMON);
    }

    /** An amount for people, {@code 12.34 EUR}, exact whatever its size. */
    public String write(long amount, String currency) {
        String code = currency.toUpperCase(Locale.ROOT);
        return BigDecimal.valueOf(amount, decimals(code)).toPlainString() + " " + code;
    }

    private int decimals(String code) {
        int usual = otherwise == BY_STANDARD ? STANDARD_DECIMALS.getOrDefault(code, MOST_COMMON) : otherwise;
        return decimals.getOrDefault(code, usual);
    }
}
