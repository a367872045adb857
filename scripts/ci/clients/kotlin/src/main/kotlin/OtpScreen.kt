package onboarding

import java.io.IOException
import java.util.UUID
import kotlin.random.Random
import onboarding.client.apis.OnboardingApi
import onboarding.client.infrastructure.ClientError
import onboarding.client.infrastructure.ClientException
import onboarding.client.infrastructure.Serializer
import onboarding.client.infrastructure.ServerError
import onboarding.client.infrastructure.ServerException
import onboarding.client.models.Onboarding
import onboarding.client.models.OtpRequest
import onboarding.client.models.Problem
import onboarding.client.models.ProblemCode
import onboarding.client.models.Retry

/** Where the app keeps keys over restarts, such as SharedPreferences. It never gets what a customer gave. */
interface KeyStorage {
    fun get(name: String): String?
    fun put(name: String, key: String)
    fun remove(name: String)
}

/** What the screen shows next. */
sealed interface Shown {
    /** The step of `onboarding.nextAction`. */
    data class Step(val onboarding: Onboarding, val message: String? = null) : Shown

    /** A button "Try again", which verifies the same OTP with the same key. */
    data class TryAgain(val message: String, val afterSeconds: Int) : Shown
}

class OtpScreen(private val api: OnboardingApi, private val storage: KeyStorage) {
    /** Runs in the background. One intent has one key, however often its answer is lost. */
    fun verify(onboarding: Onboarding, otp: String): Shown {
        val name = "${onboarding.id} VERIFY_OTP ${onboarding.version}"
        val key = storage.get(name) ?: UUID.randomUUID().toString().also { storage.put(name, it) }
        for (attempt in 1..4) {
            val problem =
                try {
                    val next = api.verifyOtp(onboarding.product, onboarding.id, key, OtpRequest(otp))
                    storage.remove(name)
                    return Shown.Step(next)
                } catch (refused: ClientException) {
                    problemIn((refused.response as? ClientError<*>)?.body)
                } catch (failed: ServerException) {
                    problemIn((failed.response as? ServerError<*>)?.body)
                } catch (_: IOException) {
                    null
                }
            if (problem?.code == ProblemCode.OUTCOME_UNKNOWN) return refresh(onboarding)
            if (problem != null && problem.retry != Retry.SAME_KEY) {
                storage.remove(name)
                return Shown.Step(problem.onboarding ?: onboarding, problem.detail)
            }
            val waitSeconds = problem?.retryAfterSeconds ?: attempt
            if (waitSeconds > 5) return Shown.TryAgain(problem?.detail.orEmpty(), waitSeconds)
            Thread.sleep(waitSeconds * 1000L + Random.nextLong(500))
        }
        return Shown.TryAgain("No connection. The OTP is not verified twice.", 0)
    }

    /** Eko may have verified the OTP: the look-up shows what is due. */
    private fun refresh(onboarding: Onboarding): Shown {
        val name = "${onboarding.id} REFRESH ${onboarding.version}"
        val key = storage.get(name) ?: UUID.randomUUID().toString().also { storage.put(name, it) }
        return try {
            Shown.Step(api.refreshOnboarding(onboarding.product, onboarding.id, key)).also { storage.remove(name) }
        } catch (_: Exception) {
            // Its key stays: the next attempt is the same look-up.
            Shown.TryAgain("The outcome is not known yet.", 5)
        }
    }

    /** The problem in an answer; null where a proxy answered instead of the gateway. */
    private fun problemIn(body: Any?): Problem? =
        runCatching { Serializer.moshi.adapter(Problem::class.java).fromJson(body as String) }.getOrNull()
}
